/* SPDX-License-Identifier: MIT
 * Prints the maps named on the command line as C texts; a map's name is that of its file, without .yaml. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int print(const char *path)
{
	FILE *f = fopen(path, "r");
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	int c;
	if (!f) {
		perror(path);
		return 1;
	}
	printf("\t{ \"%.*s\",\n\t  \"", (int)strcspn(name, "."), name);
	while ((c = getc(f)) != EOF)
		if (c == '\n')
			printf("\\n\"\n\t  \"");
		else
			printf("%s%c", c == '"' || c == '\\' ? "\\" : "", c);
	puts("\" },");
	return fclose(f);
}

int main(int argc, char **argv)
{
	puts("#include \"score/rfm_map.h\"\n\nconst struct iv_rfm_known iv_rfm_known[] = {");
	for (int i = 1; i < argc; i++)
		if (print(argv[i]))
			return EXIT_FAILURE;
	printf("};\nconst size_t iv_rfm_known_n = %d;\n", argc - 1);
	return EXIT_SUCCESS;
}
