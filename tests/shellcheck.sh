#!/bin/sh
# SPDX-License-Identifier: MIT
# Every script of the tree passes shellcheck.
cd "$(dirname "$0")/.." || exit 1
{ grep -rlE '^#!(/bin/sh|/usr/bin/env bash|/bin/bash)' scripts tests .ci 2>/dev/null; ls tests/cli/*.bats 2>/dev/null; } | sort -u | xargs -d "\n" shellcheck -x --source-path=SCRIPTDIR --severity=style
