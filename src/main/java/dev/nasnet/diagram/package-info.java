/**
 * Diagrams of networks: {@link dev.nasnet.diagram.Diagram} draws a network's layer list as SVG,
 * without TensorFlow.
 *
 * <pre>{@code
 * Network network = Network.of(NasNetSpec.mobile());
 * Files.writeString(Path.of("mobile.svg"), new Diagram(network).svg());
 * }</pre>
 */
@NullMarked
package dev.nasnet.diagram;

import org.jspecify.annotations.NullMarked;
