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
 * Lists the devices that TensorFlow sees. The class calls TensorFlow's C API, because TensorFlow
 * Java has no such method.
 */
public final class Devices {
  private Devices() {}

  /**
   * {@return all devices, CPUs first} The first call in a process takes about one second on a
   * machine with GPUs.
   *
   * @throws FailureException if TensorFlow reports an error
   */
  public static List<Device> all() {
    List<Device> devices = new ArrayList<>();
    // Without memory growth, this session would allocate all GPU memory and later ones would fail.
    byte[] memoryGrowth =
        ConfigProto.newBuilder()
            .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
            .build()
            .toByteArray();
    try (TF_Status status = TF_Status.newStatus();
        TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
        BytePointer config = new BytePointer(memoryGrowth)) {
      tensorflow.TF_SetConfig(options, config, memoryGrowth.length, status);
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

  /** {@return the number of GPUs that TensorFlow sees, at least 0} */
  public static int gpus() {
    return Math.toIntExact(all().stream().filter(Device::isGpu).count());
  }

  /**
   * {@return whether bfloat16 is known to be slower than float32 on this CPU} It is on an x86 CPU
   * without AVX-512 (as listed by Linux): oneDNN has no bfloat16 kernels for it, and TensorFlow's
   * other kernels take several times as long as float32.
   */
  public static boolean bfloat16IsSlow() {
    return bfloat16IsSlow(Machine.instructions());
  }

  /**
   * Returns whether bfloat16 is known to be slow on a CPU with the given instruction sets. An empty
   * list means that they are unknown, as they are on every system but Linux on x86.
   */
  static boolean bfloat16IsSlow(List<String> instructions) {
    return !instructions.isEmpty() && !instructions.contains("avx512f");
  }

  /**
   * Refuses hardware on which a training would fall back to the CPU without notice, or would need
   * more GPUs than there are. Looking for GPUs opens a session, so that the caller must have
   * claimed the {@link ThreadPool} before.
   *
   * @param hardware the requested hardware
   * @param towers the requested number of devices, at least 1
   * @return whether the training runs on GPUs
   * @throws InvalidInputException if a GPU is required and TensorFlow sees none, or if there are
   *     fewer GPUs than towers
   */
  public static boolean requireAvailable(Hardware hardware, int towers) {
    if (hardware.kind() == DeviceKind.CPU) {
      return false;
    }
    int gpus = gpus();
    if (hardware.kind() == DeviceKind.GPU && gpus == 0) {
      throw new InvalidInputException(
          "device (gpu) must be one that TensorFlow sees, and it sees no GPU: %s; run nasnet"
                  .formatted(GpuSupport.detect().reason())
              + " devices for details, or give `device` cpu to train on the CPU");
    }
    if (gpus > 0 && towers > gpus) {
      throw new InvalidInputException(
          "towers (%d) must be at most the %d GPUs that TensorFlow sees; give `towers` %d"
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
    String localName = name.substring(name.lastIndexOf('/'));
    int number = Integer.parseInt(localName.substring(localName.lastIndexOf(':') + 1));
    return new Device(localName, type, memory, Machine.describe(type, number));
  }

  private static void require(TF_Status status) {
    if (tensorflow.TF_GetCode(status) != tensorflow.TF_OK) {
      throw new FailureException(
          "TensorFlow cannot list the devices: " + tensorflow.TF_Message(status).getString(), null);
    }
  }
}
