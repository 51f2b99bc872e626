package dev.nasnet.evaluation;

import java.io.Serializable;

/**
 * The figures of one class, as scikit-learn computes them with {@code zero_division=0}.
 *
 * @param support the number of images of the class
 * @param precision the share of the images predicted as the class that belong to it, 0…1
 * @param recall the share of the images of the class that are predicted as it, 0…1
 * @param f1 the harmonic mean of precision and recall, 0…1
 * @param rocAuc the area under the ROC curve of the class's probability against all other classes,
 *     0…1; NaN if all images or none are of the class
 * @param averagePrecision the mean of the precisions at each threshold, weighted by the gain in
 *     recall, 0…1; NaN if no image is of the class
 */
public record ClassFigures(
    int support, double precision, double recall, double f1, double rocAuc, double averagePrecision)
    implements Serializable {}
