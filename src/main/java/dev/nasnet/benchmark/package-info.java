/**
 * Measurements of speed: {@link dev.nasnet.benchmark.TrainingBenchmark} for training steps, {@link
 * dev.nasnet.benchmark.InputBenchmark} for input pipelines. Bundles are measured by {@code
 * dev.nasnet.inference.BundleBenchmark}.
 */
@NullMarked
package dev.nasnet.benchmark;

import org.jspecify.annotations.NullMarked;
