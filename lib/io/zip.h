/* SPDX-License-Identifier: MIT
 * Just enough of zip archives to know what one holds and to read a small member of it. */
#ifndef IV_IO_ZIP_H
#define IV_IO_ZIP_H
#include "base/err.h"

/* Reads the member `name` of the archive open on fd (seekable; its position is left alone) into *out. IV_OK; IV_END: there is
 * no such member; IV_FAIL with code bad_zip: not an archive, cut or damaged, or the member is larger than most bytes. */
int iv_zip_read(int fd, const char *name, size_t most, struct iv_buf *out, struct iv_err *err);

#endif
