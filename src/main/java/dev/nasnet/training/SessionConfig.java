package dev.nasnet.training;

import dev.nasnet.device.Devices;
import dev.nasnet.device.Hardware;
import dev.nasnet.device.ThreadPool;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Precision;
import dev.nasnet.recipe.Recipe;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.RewriterConfig.Toggle;

/** The settings of a training's session. */
final class SessionConfig {
  /**
   * From so many steps on Grappler pays for itself on a CPU: it takes 2.4 s of CPU time before a
   * small network's first step (2 @ 192; Mobile: 6 s) and saves 3 % of each.
   */
  private static final long LONG = 500;

  private SessionConfig() {}

  /**
   * Settings.
   *
   * @param hardware where it runs
   * @param recipe of whom precision and towers count
   * @param steps of the whole training
   * @param onGpu whether GPUs compute; without, the CPU is split in as many virtual devices as
   *     there are towers
   * @throws InvalidInputException if the device has no such precision
   */
  static ConfigProto of(Hardware hardware, Recipe recipe, long steps, boolean onGpu) {
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(ThreadPool.intraOpThreads(hardware.threads()))
            .setInterOpParallelismThreads(hardware.threads())
            // A tower's ops that its device has no kernel for go to the CPU.
            .setAllowSoftPlacement(recipe.towers() > 1)
            .setGpuOptions(
                GPUOptions.newBuilder()
                    .setAllowGrowth(hardware.memoryGrowth())
                    .setPerProcessGpuMemoryFraction(
                        hardware.memoryShare() < 1 ? hardware.memoryShare() : 0))
            .setGraphOptions(
                GraphOptions.newBuilder()
                    .setRewriteOptions(rewrites(recipe.precision().type(), onGpu, steps >= LONG))
                    .setOptimizerOptions(compiler(hardware, onGpu)));
    if (!onGpu) {
      config.putDeviceCount("GPU", 0).putDeviceCount("CPU", recipe.towers());
    }
    return config.build();
  }

  private static OptimizerOptions compiler(Hardware hardware, boolean onGpu) {
    if (hardware.xla() && !onGpu) {
      // XLA leaves a CPU's ops alone without it. As TF_XLA_FLAGS=--tf_xla_cpu_global_jit, but read
      // once: where another graph ran before in this process, only the variable helps.
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
  private static RewriterConfig rewrites(Precision.Type type, boolean onGpu, boolean isLong) {
    RewriterConfig.Builder rewrites = RewriterConfig.newBuilder();
    switch (type) {
      case FLOAT32 -> rewrites.setDisableMetaOptimizer(!onGpu && !isLong);
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
        // Where oneDNN is without bfloat16 the rewriter acts even so, if oneDNN was turned on by
        // hand.
        rewrites.setAutoMixedPrecisionOnednnBfloat16(
            Devices.bfloat16IsSlow() ? Toggle.OFF : Toggle.ON);
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
