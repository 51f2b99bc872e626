/**
 * The report on a training run, {@code report.html}: {@link dev.nasnet.report.Report} creates the
 * page, and {@link dev.nasnet.report.RunReport} writes it during a training. Imports {@code
 * training}, {@code diagram} and the packages that they import.
 *
 * <pre>{@code
 * DataSource data = DataSource.parse("digits");
 * Network network =
 *     Network.of(NasNetSpec.cifar().toBuilder().notation("1@96").classes(10).build());
 * Path folder = Path.of("runs/digits");
 * Report report = new Report(network, data.classNames(), false);
 * BestEpochReview best = new BestEpochReview(folder, network, data, Recipe.STANDARD);
 * RunReport page =
 *     new RunReport(folder.resolve("report.html"), report, best, Map::of, System.err::println);
 * TrainingRun.builder(network, data, Recipe.STANDARD, folder)
 *     .observers(observers -> observers.add("the report", () -> page))
 *     .build()
 *     .train();
 * }</pre>
 */
@NullMarked
package dev.nasnet.report;

import org.jspecify.annotations.NullMarked;
