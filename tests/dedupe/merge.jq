# SPDX-License-Identifier: MIT
# The least that ivoc-merge must do for nights to follow each other: lines grouped by cid become customers, whose parts
# hold the greater record of each key, and a roll-up that counts events. Usage: jq -cs -f merge.jq
def bytes: del(.cid, .roll, .was, .heir) | tojson;
def greater(a; b): [a.updated // "", (a | bytes)] > [b.updated // "", (b | bytes)];
def slot(part): part.source + "\u001f" + part.key;
def with_party(p): if .party == null or greater(p; .party) then .party = (p | del(.cid, .roll, .was, .heir)) else . end;
def with_roll(n): .roll.n = ((.roll.n // 0) + n);
def bare: (keys_unsorted - ["cid", "kind", "source", "key", "roll", "was", "heir"]) == [];
map(select(.cid)) | group_by(.cid)[]
| reduce .[] as $line ({ cid: .[0].cid, kind: "customer", was: [], parts: {} };
	if $line.kind == "customer" then
		.was += ($line.was // [])
		| if $line.heir then .heir = $line.heir else . end
		| reduce $line.parts[] as $p (.; .parts[slot($p)] = $p)
	elif $line.kind == "party" then
		.parts[slot($line)] |= ((. // { source: $line.source, key: $line.key })
			| if ($line | bare) then . else with_party($line) end
			| if $line.roll then with_roll($line.roll.n) else . end)
		| .was += ($line.was // [])
		| if $line.heir then .heir = $line.heir else . end
	else
		{ source: $line.party_source, key: $line.party } as $of
		| .parts[slot($of)] |= ((. // $of) | with_roll(1))
	end)
| .parts |= [to_entries | sort_by(.key)[] | .value]
