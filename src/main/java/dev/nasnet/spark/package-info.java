/**
 * Scoring ({@link dev.nasnet.spark.Scorer}) and training ({@link dev.nasnet.spark.SparkEngine}) on
 * Apache Spark 4. Spark schedules and repeats tasks and transfers the data; each executor runs the
 * same native graphs as a single machine. Imports {@code training} and {@code inference}; only
 * {@code cli.spark} imports this package, and Spark is an optional dependency.
 *
 * <pre>{@code
 * SparkSession session = SparkSession.builder().appName("score").getOrCreate();
 * Dataset<Row> images = session.read().format("binaryFile").load("photos/*.jpg");
 * Scorer scorer = Scorer.of(Path.of("savedmodels/digits")).withTop(3);
 * scorer.transform(images).drop("content").write().parquet("scores");
 * }</pre>
 *
 * @serial exclude
 */
@NullMarked
package dev.nasnet.spark;

import org.jspecify.annotations.NullMarked;
