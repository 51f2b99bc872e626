package dev.nasnet.run;

/**
 * What an epoch came to.
 *
 * @param epoch from 1
 * @param epochs in all
 * @param step steps so far
 * @param loss mean training loss with L2
 * @param top1 held-out accuracy of what is exported: the averages where they are kept, 0…1
 * @param top5 held-out top-5 accuracy of the same, 0…1
 * @param learningRate at the epoch's end
 * @param seconds the epoch took, with its evaluation
 * @param rawTop1 held-out accuracy of the weights themselves, 0…1
 * @param rawTop5 held-out top-5 accuracy of the same, 0…1
 * @param heldOutLoss mean cross-entropy of what is exported, without label smoothing and L2
 * @param rollbacks so far, each of which halved the learning rate
 * @param rawHeldOutLoss as heldOutLoss, of the weights themselves
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
    double rawHeldOutLoss) {}
