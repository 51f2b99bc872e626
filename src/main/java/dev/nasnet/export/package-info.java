/**
 * Exports a network and its weights for other programs. {@link dev.nasnet.export.Format} lists the
 * formats and writes a {@link dev.nasnet.export.model.ExportModel} in one of them, completely or
 * not at all. Each format has a sub-package.
 *
 * <pre>{@code
 * ExportModel model = TrainedModel.of(Path.of("runs/digits")).read();
 * Format.SAVED_MODEL.write(Path.of("savedmodels/digits"), model);
 * Format.ONNX.write(Path.of("digits.onnx"), model.forServing());
 * }</pre>
 */
@NullMarked
package dev.nasnet.export;

import org.jspecify.annotations.NullMarked;
