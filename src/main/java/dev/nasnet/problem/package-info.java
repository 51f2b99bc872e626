/**
 * The two ways in which the toolkit gives up, which every room may use: what the user gave wrongly,
 * and what failed. Imports nothing.
 */
@NullMarked
package dev.nasnet.problem;

import org.jspecify.annotations.NullMarked;
