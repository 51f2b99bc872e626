package dev.nasnet.training;

import dev.nasnet.architecture.VariableSpec;
import java.util.function.Function;
import org.tensorflow.types.TFloat32;

/**
 * What can be seen at an epoch's end.
 *
 * @param report its figures
 * @param metrics the figures of all epochs so far, those of earlier goes too
 * @param review the held-out images
 * @param values reads a variable's present value out of the session, float32 of its shape; whoever
 *     asks closes it
 */
public record EpochView(
    EpochReport report,
    Metrics metrics,
    HeldOutReview review,
    Function<VariableSpec, TFloat32> values) {}
