/**
 * Answers from a bundle: {@link dev.nasnet.inference.Classifier} opens what the export wrote and
 * classifies images. Needs neither the run nor the code that made the network.
 *
 * <p>May import {@code weights}, {@code graph} and {@code problem}; knows neither training nor
 * export.
 */
@NullMarked
package dev.nasnet.inference;

import org.jspecify.annotations.NullMarked;
