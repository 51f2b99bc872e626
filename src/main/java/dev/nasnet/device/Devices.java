package dev.nasnet.device;

import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/**
 * The devices that TensorFlow sees, as its C API lists them: TensorFlow Java has no call for it.
 */
public final class Devices {
  private Devices() {}

  /** All of them, CPUs first. A first call takes a second where there are GPUs. */
  public static List<Device> all() {
    List<Device> devices = new ArrayList<>();
    // A session that took all GPU memory would leave none to those after it.
    byte[] growing =
        ConfigProto.newBuilder()
            .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
            .build()
            .toByteArray();
    try (TF_Status status = TF_Status.newStatus();
        TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
        BytePointer config = new BytePointer(growing)) {
      tensorflow.TF_SetConfig(options, config, growing.length, status);
      require(status);
      try (TF_Graph graph = TF_Graph.newGraph();
          TF_Session session = TF_Session.newSession(graph, options, status)) {
        require(status);
        TF_DeviceList list = tensorflow.TF_SessionListDevices(session, status);
        require(status);
        for (int i = 0; i < tensorflow.TF_DeviceListCount(list); i++) {
          devices.add(device(list, i, status));
        }
        tensorflow.TF_DeleteDeviceList(list);
      }
    }
    return devices;
  }

  /** GPUs that TensorFlow sees. */
  public static int gpus() {
    return Math.toIntExact(all().stream().filter(Device::isGpu).count());
  }

  /**
   * Whether the CPU is known to be one for which oneDNN has no bfloat16: an x86 one without
   * AVX-512, as Linux tells. TensorFlow computes it there by other kernels, several times as slow
   * as float32.
   */
  public static boolean bfloat16IsSlow() {
    return bfloat16IsSlow(Machine.instructions());
  }

  /** Of a CPU with these instruction sets; none are told but by Linux on x86. */
  static boolean bfloat16IsSlow(List<String> instructions) {
    return !instructions.isEmpty() && !instructions.contains("avx512f");
  }

  /**
   * Refuses hardware on which a training would fall back to the CPU without notice, or would need
   * more GPUs than there are. Looking for GPUs opens a session, so that the caller must have
   * claimed the {@link ThreadPool} before.
   *
   * @param hardware the requested hardware
   * @param towers the number of devices of the training
   * @return whether GPUs compute
   * @throws InvalidInputException if the hardware is not available
   */
  public static boolean requireFor(Hardware hardware, int towers) {
    if (hardware.kind() == DeviceKind.CPU) {
      return false;
    }
    int gpus = gpus();
    if (hardware.kind() == DeviceKind.GPU && gpus == 0) {
      throw new InvalidInputException(
          "device (gpu) must be one that TensorFlow sees, and it sees no GPU: %s; nasnet devices"
                  .formatted(GpuSupport.look().reason())
              + " tells more, --device cpu trains without");
    }
    if (gpus > 0 && towers > gpus) {
      throw new InvalidInputException(
          "towers (%d) must be at most the %d GPUs that TensorFlow sees; give --towers %d"
              .formatted(towers, gpus, gpus));
    }
    return gpus > 0;
  }

  private static Device device(TF_DeviceList list, int index, TF_Status status) {
    String name = tensorflow.TF_DeviceListName(list, index, status).getString();
    require(status);
    String type = tensorflow.TF_DeviceListType(list, index, status).getString();
    long memory = tensorflow.TF_DeviceListMemoryBytes(list, index, status);
    require(status);
    String own = name.substring(name.lastIndexOf('/'));
    int number = Integer.parseInt(own.substring(own.lastIndexOf(':') + 1));
    return new Device(own, type, memory, Machine.describe(type, number));
  }

  private static void require(TF_Status status) {
    if (tensorflow.TF_GetCode(status) != tensorflow.TF_OK) {
      throw new FailureException(
          "TensorFlow lists no devices: " + tensorflow.TF_Message(status).getString(), null);
    }
  }
}
