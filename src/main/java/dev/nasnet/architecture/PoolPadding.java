package dev.nasnet.architecture;

/** What the stride-2 pools of a reduction cell see beyond the border. */
public enum PoolPadding {
  /** Keras: zeros, then VALID. The max sees 0, the average counts the zeros. */
  ZERO,
  /** slim and the article: TensorFlow's SAME. The border is ignored. */
  SAME,
  /** timm: the max ignores the border (−∞), the average counts the zeros. */
  TIMM
}
