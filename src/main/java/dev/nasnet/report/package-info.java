/**
 * A run's page to look at, {@code report.html}: one file that needs nothing else; may import {@code
 * training}, {@code diagram} and what is below them.
 */
@NullMarked
package dev.nasnet.report;

import org.jspecify.annotations.NullMarked;
