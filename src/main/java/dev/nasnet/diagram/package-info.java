/**
 * Diagrams of networks: {@link dev.nasnet.diagram.Diagram} draws a network's layer list as SVG,
 * without TensorFlow.
 */
@NullMarked
package dev.nasnet.diagram;

import org.jspecify.annotations.NullMarked;
