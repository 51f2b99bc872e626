package dev.nasnet.run;

import org.jspecify.annotations.Nullable;

/**
 * The figures of an epoch.
 *
 * @param epoch the epoch, from 1
 * @param epochs the number of epochs of the whole training
 * @param step the number of steps so far
 * @param loss the mean training loss with L2
 * @param top1 the held-out accuracy, 0…1, of the exported weights: the averages where they are kept
 * @param top5 the held-out top-5 accuracy of the exported weights, 0…1
 * @param learningRate the learning rate at the epoch's end
 * @param seconds the time of the epoch with its evaluation
 * @param rawTop1 the held-out accuracy of the weights themselves, 0…1
 * @param rawTop5 the held-out top-5 accuracy of the weights themselves, 0…1
 * @param heldOutLoss the mean cross-entropy of the exported weights, without label smoothing and L2
 * @param rollbacks the number of rollbacks so far, each of which halved the learning rate
 * @param rawHeldOutLoss the mean cross-entropy of the weights themselves
 * @param macroAveragePrecision the mean average precision of the exported weights over the classes,
 *     0…1, where an image may have any number of labels; the accuracies are then the exact match.
 *     Null where each image has one label
 * @param rawMacroAveragePrecision the same of the weights themselves
 */
public record EpochReport(
    int epoch,
    int epochs,
    long step,
    double loss,
    double top1,
    double top5,
    double learningRate,
    double seconds,
    double rawTop1,
    double rawTop5,
    double heldOutLoss,
    int rollbacks,
    double rawHeldOutLoss,
    @Nullable Double macroAveragePrecision,
    @Nullable Double rawMacroAveragePrecision) {}
