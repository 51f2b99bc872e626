package dev.nasnet.pretrained;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The classes of ImageNet in the order of the outputs, from Keras's {@code
 * imagenet_class_index.json}.
 *
 * @param names the readable names, such as {@code tiger_shark}; some classes have the same name
 * @param wordNetIds the ids of the classes in WordNet, such as {@code n01491361}, each once
 */
public record ImageNetClasses(List<String> names, List<String> wordNetIds) {
  /**
   * Copies the lists.
   *
   * @param names the readable names, such as {@code tiger_shark}
   * @param wordNetIds the ids of the classes in WordNet, such as {@code n01491361}, each once
   */
  public ImageNetClasses {
    names = List.copyOf(names);
    wordNetIds = List.copyOf(wordNetIds);
  }

  /**
   * Reads {@code {"0": ["n01440764", "tench"], …}}.
   *
   * @param file the JSON file
   * @param classes the number of classes that the file must have
   * @throws FailureException if the file cannot be read or has another form
   */
  static ImageNetClasses read(Path file, int classes) {
    try {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      List<String> names = new ArrayList<>();
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < classes; i++) {
        JsonArray entry = json.getAsJsonArray(Integer.toString(i));
        ids.add(entry.get(0).getAsString());
        names.add(entry.get(1).getAsString());
      }
      Set<String> distinct = new HashSet<>(ids);
      if (json.size() != classes || distinct.size() != classes) {
        throw damaged(file, classes, null);
      }
      return new ImageNetClasses(names, ids);
    } catch (IOException e) {
      throw new FailureException("class names (%s) cannot be read: %s".formatted(file, e), e);
    } catch (JsonParseException
        | IllegalStateException
        | IndexOutOfBoundsException
        | ClassCastException
        | UnsupportedOperationException
        | NullPointerException e) {
      throw damaged(file, classes, e);
    }
  }

  private static FailureException damaged(Path file, int classes, @Nullable Exception cause) {
    return new FailureException(
        "class names (%s) must be a JSON object of %d classes with id and name; delete the file, so that it is downloaded again"
            .formatted(file, classes),
        cause);
  }
}
