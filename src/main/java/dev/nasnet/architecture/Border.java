package dev.nasnet.architecture;

/**
 * Numbers of pixels at the four sides.
 *
 * @param top the number of rows above the feature map
 * @param bottom the number of rows below the feature map
 * @param left the number of columns left of the feature map
 * @param right the number of columns right of the feature map
 */
public record Border(int top, int bottom, int left, int right) {
  OutputShape around(OutputShape input, int sign) {
    return OutputShape.map(
        input.height() + sign * (top + bottom),
        input.width() + sign * (left + right),
        input.channels());
  }
}
