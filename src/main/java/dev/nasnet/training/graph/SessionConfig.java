package dev.nasnet.training.graph;

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

/** The configuration of a training's session. */
final class SessionConfig {
  /**
   * The number of steps from which Grappler saves time on a CPU: it takes 2.4 s of CPU time before
   * a small network's first step (2 @ 192; Mobile: 6 s) and saves 3 % of each step.
   */
  private static final long LONG = 500;

  private SessionConfig() {}

  /**
   * Returns the configuration.
   *
   * @param hardware the devices and threads
   * @param recipe the hyper-parameters, of which precision and towers are used
   * @param steps the number of steps of the whole training
   * @param onGpu whether GPUs compute; if not, the CPU is divided into as many virtual devices as
   *     there are towers
   * @throws InvalidInputException if the device does not support the precision
   */
  static ConfigProto of(Hardware hardware, Recipe recipe, long steps, boolean onGpu) {
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(ThreadPool.intraOpThreads(hardware.threads()))
            .setInterOpParallelismThreads(hardware.threads())
            // Ops of a tower without a kernel for its device are placed on the CPU.
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
      // XLA compiles ops on a CPU only with this setting, which is TF_XLA_FLAGS=
      // --tf_xla_cpu_global_jit. TensorFlow reads it once: if another graph ran before in this
      // process, only the environment variable has an effect.
      tensorflow.TF_SetTfXlaCpuGlobalJit((byte) 1);
    }
    return OptimizerOptions.newBuilder()
        .setGlobalJitLevel(
            hardware.xla()
                ? OptimizerOptions.GlobalJitLevel.ON_2
                : OptimizerOptions.GlobalJitLevel.OFF)
        .build();
  }

  /** Returns the configuration of Grappler, TensorFlow's graph optimizer. */
  private static RewriterConfig rewrites(Precision.Type type, boolean onGpu, boolean isLong) {
    RewriterConfig.Builder rewrites = RewriterConfig.newBuilder();
    switch (type) {
      case FLOAT32 -> rewrites.setDisableMetaOptimizer(!onGpu && !isLong);
      case FLOAT16 -> {
        require(
            onGpu,
            "float16) must be bfloat16 on a CPU: TensorFlow's graph rewriter does not support"
                + " float16 there");
        rewrites.setAutoMixedPrecision(Toggle.ON);
      }
      case BFLOAT16 -> {
        require(
            !onGpu,
            "bfloat16) must be float16 on a GPU: TensorFlow's graph rewriter does not support"
                + " bfloat16 there");
        // If oneDNN was turned on by hand, the rewriter would act even where oneDNN does not
        // support bfloat16.
        rewrites.setAutoMixedPrecisionOnednnBfloat16(
            Devices.bfloat16IsSlow() ? Toggle.OFF : Toggle.ON);
      }
    }
    return rewrites.build();
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new InvalidInputException(
          "mixed-precision (" + rule + "; use the other type or another `device`");
    }
  }
}
