import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.StringJoiner;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.model.NASNet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Deeplearning4j's NASNet Mobile, timed call by call as turns.py asks; the batch is its argument. */
public final class Peer {
  private Peer() {}

  public static void main(String[] arguments) throws Exception {
    try {
      ComputationGraph network = NASNet.builder().numClasses(1000).build().init();
      INDArray images = Nd4j.rand(Integer.parseInt(arguments[0]), 3, 224, 224);
      for (int i = 0; i < 2; i++) {
        network.outputSingle(images);
      }
      System.out.println("ready");
      BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        StringJoiner seconds = new StringJoiner(" ");
        for (int i = 0; i < Integer.parseInt(line); i++) {
          long start = System.nanoTime();
          network.outputSingle(images);
          seconds.add(String.valueOf((System.nanoTime() - start) / 1e9));
        }
        System.out.println(seconds);
      }
    } catch (RuntimeException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
