/* SPDX-License-Identifier: MIT
 * Prints the vocabulary as tab separated lines, for scripts/check-man: name, type, kinds, owner, meaning. */
#include <stdio.h>

#include "rec/vocab.h"

int main(void)
{
	for (size_t i = 0; i < iv_vocab_n; i++) {
		const struct iv_field *f = &iv_vocab[i];
		printf("%s\t%s\t%s%s%s%s\t%s\t%s\n", f->name, iv_type_name(f->type), f->on & IV_ON_PARTY ? "P" : "", f->on & IV_ON_EVENT ? "E" : "",
		       f->on & IV_ON_CUSTOMER ? "C" : "", f->on & IV_ON_DECISION ? "D" : "", f->owner, f->meaning);
	}
	return ferror(stdout) || fclose(stdout) != 0;
}
