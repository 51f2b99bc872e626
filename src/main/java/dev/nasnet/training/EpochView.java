package dev.nasnet.training;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.evaluation.HeldOutReview;
import dev.nasnet.run.EpochReport;
import dev.nasnet.run.MetricsFile;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Result;

/**
 * What can be seen at an epoch's end.
 *
 * @param report its figures
 * @param metrics the figures of all epochs so far, those of earlier goes too
 * @param review the held-out images
 * @param values reads variables' present values out of the session, float32 of their shapes, in one
 *     run; ask for the same ones each time, since TensorFlow prepares each set anew. Whoever asks
 *     closes the result
 */
public record EpochView(
    EpochReport report,
    MetricsFile metrics,
    HeldOutReview review,
    Function<List<VariableSpec>, Result> values) {}
