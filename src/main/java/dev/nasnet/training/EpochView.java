package dev.nasnet.training;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.evaluation.HeldOutReview;
import dev.nasnet.run.EpochReport;
import dev.nasnet.run.MetricsFile;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Result;

/**
 * The state of a training at the end of an epoch.
 *
 * @param report the figures of the epoch
 * @param metrics the figures of all epochs of the run
 * @param review the predictions for the held-out images
 * @param values returns the present values of variables, float32 of their shapes, which the caller
 *     closes. Each new list of variables costs time, because TensorFlow prepares a graph for it
 */
public record EpochView(
    EpochReport report,
    MetricsFile metrics,
    HeldOutReview review,
    Function<List<VariableSpec>, Result> values) {}
