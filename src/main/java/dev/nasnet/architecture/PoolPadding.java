package dev.nasnet.architecture;

/** The padding of the stride-2 pools of a reduction cell. */
public enum PoolPadding {
  /** Keras's: zeros, then VALID. Maximum and average include the zeros. */
  ZERO,
  /** TF-slim's and the article's ({@link Dialect#ARTICLE}): SAME, which ignores the border. */
  SAME,
  /** timm's: the maximum ignores the border (−∞), the average includes zeros. */
  TIMM
}
