package dev.nasnet.weights.keras;

/** A part of a described model that cannot be represented; the message names it. */
final class UnfollowedLayerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnfollowedLayerException(String message) {
    super(message);
  }

  /** A layer that is refused, and why. */
  static UnfollowedLayerException of(KerasLayer layer, String reason) {
    return new UnfollowedLayerException(layer.title() + " " + reason);
  }
}
