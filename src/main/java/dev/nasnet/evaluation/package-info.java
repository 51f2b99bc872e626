/**
 * Scores of a network on held-out images: accuracy, loss, confusion and a closer look at single
 * images. {@link dev.nasnet.evaluation.Reviewer} collects them batch by batch.
 */
@NullMarked
package dev.nasnet.evaluation;

import org.jspecify.annotations.NullMarked;
