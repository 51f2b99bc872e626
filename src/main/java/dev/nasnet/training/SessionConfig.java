package dev.nasnet.training;

import dev.nasnet.device.Hardware;
import dev.nasnet.problem.InvalidInputException;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.RewriterConfig.Toggle;

/** The settings of a training's session. */
final class SessionConfig {
  private SessionConfig() {}

  /**
   * Settings.
   *
   * @param hardware where it runs
   * @param precision of the ops that bear it
   * @param towers devices that share a batch
   * @param onGpu whether GPUs compute; without, the CPU is split in as many virtual devices as
   *     there are towers
   * @throws InvalidInputException if the device has no such precision
   */
  static ConfigProto of(Hardware hardware, Precision precision, int towers, boolean onGpu) {
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(hardware.threads())
            .setInterOpParallelismThreads(hardware.threads())
            // A tower's ops that its device has no kernel for go to the CPU.
            .setAllowSoftPlacement(towers > 1)
            .setGpuOptions(
                GPUOptions.newBuilder()
                    .setAllowGrowth(hardware.memoryGrowth())
                    .setPerProcessGpuMemoryFraction(
                        hardware.memoryShare() < 1 ? hardware.memoryShare() : 0))
            .setGraphOptions(
                GraphOptions.newBuilder()
                    .setRewriteOptions(rewrites(precision.type(), onGpu))
                    .setOptimizerOptions(compiler(hardware, onGpu)));
    if (!onGpu) {
      config.putDeviceCount("GPU", 0).putDeviceCount("CPU", towers);
    }
    return config.build();
  }

  private static OptimizerOptions compiler(Hardware hardware, boolean onGpu) {
    if (hardware.xla() && !onGpu) {
      // XLA leaves a CPU's ops alone without it; as TF_XLA_FLAGS=--tf_xla_cpu_global_jit.
      tensorflow.TF_SetTfXlaCpuGlobalJit((byte) 1);
    }
    return OptimizerOptions.newBuilder()
        .setGlobalJitLevel(
            hardware.xla()
                ? OptimizerOptions.GlobalJitLevel.ON_2
                : OptimizerOptions.GlobalJitLevel.OFF)
        .build();
  }

  /** Settings of Grappler, TensorFlow's graph optimizer. */
  private static RewriterConfig rewrites(Precision.Type type, boolean onGpu) {
    RewriterConfig.Builder rewrites = RewriterConfig.newBuilder();
    switch (type) {
      case FLOAT32 -> rewrites.setDisableMetaOptimizer(!onGpu);
      case FLOAT16 -> {
        require(
            onGpu,
            "float16) must be bfloat16 on a CPU: TensorFlow's rewriter has no float16 there");
        rewrites.setAutoMixedPrecision(Toggle.ON);
      }
      case BFLOAT16 -> {
        require(
            !onGpu,
            "bfloat16) must be float16 on a GPU: TensorFlow's rewriter has no bfloat16 there");
        rewrites.setAutoMixedPrecisionOnednnBfloat16(Toggle.ON);
      }
    }
    return rewrites.build();
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new InvalidInputException(
          "mixed-precision (" + rule + "; give the other, or another --device");
    }
  }
}
