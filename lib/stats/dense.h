/* SPDX-License-Identifier: MIT
 * Small dense symmetric matrices, row by row in n*n doubles. Everything is done in one fixed order, so results are the same everywhere. */
#ifndef IV_STATS_DENSE_H
#define IV_STATS_DENSE_H
#include <stdbool.h>
#include <stddef.h>

/* The Cholesky factor of a symmetric positive definite matrix: a = l lᵀ, l lower triangular; it takes the lower triangle's place.
 * False when a is not positive definite to working precision (a is then spoiled). */
bool iv_stats_cholesky(size_t n, double *a);

/* Solves l lᵀ x = b for the factor that iv_stats_cholesky left; x takes the place of b. */
void iv_stats_cholesky_solve(size_t n, const double *l, double *b);

/* The inverse of the matrix whose factor l is, both triangles. out: n*n doubles. */
void iv_stats_cholesky_inverse(size_t n, const double *l, double *out);

/* The eigenvalues of a symmetric matrix, ascending, by Jacobi rotations (Golub & Van Loan 2013, 8.5); a is spoiled. */
void iv_stats_eigenvalues(size_t n, double *a, double *out);

#endif
