/**
 * The report on a training run, {@code report.html}: {@link dev.nasnet.report.Report} creates the
 * page, and {@link dev.nasnet.report.RunReport} writes it during a training. Imports {@code
 * training}, {@code diagram} and the packages that they import.
 */
@NullMarked
package dev.nasnet.report;

import org.jspecify.annotations.NullMarked;
