package dev.nasnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.problem.InvalidInputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Images of a table that have any number of labels. */
class MultiLabelSourceTest {
  private static final LoadOptions ALL =
      new LoadOptions(OptionalDouble.of(1), LoadOptions.REFUSE)
          .withMultiLabel(Optional.of(MultiLabel.STANDARD));

  @TempDir private Path folder;

  @BeforeEach
  void draw() throws IOException {
    for (String name : List.of("a", "b", "c", "d")) {
      BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
      image.setRGB(0, 0, 40_000 * name.charAt(0));
      ImageIO.write(image, "png", folder.resolve(name + ".png").toFile());
    }
  }

  private String table(String rows) throws IOException {
    return table("images.csv", rows);
  }

  private String table(String name, String rows) throws IOException {
    return "csv:" + Files.writeString(folder.resolve(name), rows.replace(";", "\n") + "\n");
  }

  private static LoadOptions with(MultiLabel multiLabel) {
    return ALL.withMultiLabel(Optional.of(multiLabel));
  }

  @Test
  void columnsAndNamesGiveTheSameRows() throws IOException {
    float[][] rows = {{1, 0, 1}, {0, 0, 0}, {0, 1, 0}, {1, 1, 1}};
    DataSource columns =
        DataSource.parse(
            table("path,ant,bee,cat;a.png,1,0,1;b.png,0,0,0;c.png,0,1,0;d.png,1,1,1"), ALL);
    assertThat(columns.isMultiLabel()).isTrue();
    assertThat(columns.classNames()).containsExactly("ant", "bee", "cat");
    assertThat(rows(columns, Augmentation.NONE)).isDeepEqualTo(rows);
    assertThat(columns.size(Split.HELD_OUT)).isEqualTo(4);
    assertThat(columns.counts())
        .containsExactly(
            new ClassCount("ant", 0, 2), new ClassCount("bee", 0, 2), new ClassCount("cat", 0, 2));
    String named = "image,labels;a.png,cat|ant;b.png,;c.png,bee;d.png,ant| bee |cat";
    DataSource names = DataSource.parse(table("named.csv", named), ALL);
    assertThat(names.classNames()).containsExactly("ant", "bee", "cat");
    assertThat(rows(names, Augmentation.NONE)).isDeepEqualTo(rows);
    DataSource others =
        DataSource.parse(table("others.csv", named.replace('|', '#')), with(MultiLabel.of("#")));
    assertThat(rows(others, Augmentation.NONE)).isDeepEqualTo(rows);
  }

  @Test
  void theHashChangesWithALabel() throws IOException {
    String rows = "path,ant,bee;a.png,1,0;b.png,0,0";
    String first = DataSource.parse(table(rows), ALL).sha256();
    assertThat(DataSource.parse(table(rows), ALL).sha256()).isEqualTo(first);
    assertThat(DataSource.parse(table(rows.replace("b.png,0,0", "b.png,0,1")), ALL).sha256())
        .isNotEqualTo(first);
  }

  @Test
  void splitsAreThoseOfTheColumnAndColumnsMayHaveAnotherOrder() throws IOException {
    String train = table("path,bee,ant,split;a.png,1,0,train;b.png,0,1,val;c.png,1,1,test");
    LoadOptions own = LoadOptions.STRICT.withMultiLabel(Optional.of(MultiLabel.STANDARD));
    DataSource source = DataSource.parse(train, own);
    assertThat(source.names(Split.TRAIN)).contains(List.of("a.png"));
    assertThat(rows(source, Augmentation.NONE)).isDeepEqualTo(new float[][] {{0, 1}});
    DataSourceSpec spec =
        new DataSourceSpec(train, null, false, 1000)
            .withSplits(table("val.csv", "path,ant,bee;d.png,1,0"), null)
            .withMultiLabel(MultiLabel.STANDARD);
    DataSource joined = spec.open(skipped -> {}, note -> {});
    assertThat(joined.classNames()).containsExactly("bee", "ant");
    assertThat(rows(joined, Augmentation.NONE)).isDeepEqualTo(new float[][] {{0, 1}});
    assertThat(joined.counts())
        .containsExactly(new ClassCount("bee", 1, 0), new ClassCount("ant", 0, 1));
    DataSource test = spec.openTest(joined.classNames(), skipped -> {}, note -> {}).orElseThrow();
    assertThat(rows(test, Augmentation.NONE)).isDeepEqualTo(new float[][] {{1, 1}});
    assertThat(joined.subsample(1).size(Split.TRAIN)).isEqualTo(1);
  }

  @Test
  void mixupMixesRowsAsTheirImages() throws IOException {
    DataSource source =
        DataSource.parse(table("path,ant,bee;a.png,1,0;b.png,0,0;c.png,0,1;d.png,1,1"), ALL);
    float[][] plain = rows(source, Augmentation.NONE);
    float[][] mixed = rows(source, Augmentation.NONE.withMixup(1));
    for (int i = 0; i < plain.length; i++) {
      float[] own = plain[i];
      float[] next = plain[(i + 1) % plain.length];
      float share = Float.NaN;
      for (int label = 0; label < own.length; label++) {
        if (own[label] == next[label]) {
          assertThat(mixed[i][label]).isEqualTo(own[label]);
          continue;
        }
        float of = (mixed[i][label] - next[label]) / (own[label] - next[label]);
        assertThat(of).isBetween(0f, 1f);
        assertThat(Float.isNaN(share) || Math.abs(share - of) < 1e-6f).isTrue();
        share = of;
      }
      assertThat(mixed[i]).isNotEqualTo(own);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "path,ant,bee;a.png,1,0;b.png,2,0 ! line 3 must have 0 or 1 in the column ant of a class",
        "path,ant,bee;a.png,1,0;b.png,1, ! line 3 must have 0 or 1 in the column bee of a class",
        "path,ant,bee;a.png,1,yes ! line 2 must have 0 or 1 in the column bee of a class",
        "path,ant,bee;a.png,1 ! line 2 must have a field for each of the 3 columns, not 2",
        "path,ant,bee;a.png,1,0,1 ! line 2 must have a field for each of the 3 columns, not 4",
        "path,ant,bee;a.png,1,0;b.png,1,0,1 ! 3",
        "path,ant,ant;a.png,1,0 ! Header contains duplicate fields: [ant]",
        "path,ant,;a.png,1,0 ! line 1 must have the name of a class for each column",
        "path,split;a.png,train ! line 1 must have a column of 0 and 1 for each class",
        "path,labels,ant;a.png,x,1 ! line 1 must have either one column of names (labels) or",
        "path,labels;a.png,x|;b.png,y ! line 2 must have a label without line breaks",
        "path,labels;a.png,x;b.png,y|y ! line 3 has the label y a second time",
        "path,labels;a.png,;b.png, ! must have one or more classes; it has 0",
        "path,ant,bee;a.png,1,0;nowhere.png,1,0 ! line 3: ",
        "path,ant,bee;a.png,1,0;a.png,1,0 ! line 3 has the image a.png a second time"
      })
  void aDamagedRowIsNamedByItsLine(String rows, String message) throws IOException {
    String text = table(rows);
    assertThatThrownBy(() -> DataSource.parse(text, ALL))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("images.csv");
  }

  @Test
  void otherTablesMustHaveTheClassesOfTheTrainingData() throws IOException {
    LoadOptions reading = ALL.heldOutOnly(List.of("ant", "bee"));
    String columns = table("path,ant,cat;a.png,1,0");
    assertThatThrownBy(() -> DataSource.parse(columns, reading))
        .hasMessageContaining("line 1 must have a column for each class of the training data")
        .hasMessageContaining("ant, bee");
    String names = table("path,labels;a.png,ant;b.png,bee|cat");
    assertThatThrownBy(() -> DataSource.parse(names, reading))
        .hasMessageContaining("line 3 has the class cat, which the training data lacks");
  }

  @ParameterizedTest
  @ValueSource(strings = {"digits", "cifar10:x", "folder:x", "tfrecord:x"})
  void onlyTablesHaveSeveralLabels(String text) {
    assertThatThrownBy(() -> DataSource.parse(text, ALL))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("data (%s) must be csv:FILE with `multiLabel`".formatted(text))
        .hasMessageContaining("list the images in one");
  }

  @Test
  void aTableOfColumnsNeedsTheOption() throws IOException {
    String text = table("path,ant,bee;a.png,1,0");
    assertThatThrownBy(() -> DataSource.parse(text))
        .hasMessageContaining("a column of 0 and 1 for each class needs `multiLabel`");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "||", "a", "1", " ", ",", "\"", "'"})
  void aSeparatorIsNoPartOfAName(String text) {
    assertThatThrownBy(() -> MultiLabel.of(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("label-separator (%s)".formatted(text));
  }

  private static float[][] rows(DataSource source, Augmentation augmentation) {
    PipelineOptions options =
        new PipelineOptions(Split.HELD_OUT, 4, 4, 4, false, 0, augmentation, false, false);
    List<float[]> rows = new ArrayList<>();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      BatchPipeline pipeline = source.pipeline(Ops.create(graph), options);
      assertThat(pipeline.isMultiLabel()).isTrue();
      assertThat(pipeline.mixture()).isEmpty();
      try (TInt64 seed = TInt64.scalarOf(0)) {
        session.runner().feed(pipeline.epochSeed(), seed).addTarget(pipeline.initializer()).run();
      }
      while (true) {
        try (var result = session.runner().fetch(pipeline.labelRows()).run()) {
          rows.addAll(List.of(StdArrays.array2dCopyOf((TFloat32) result.get(0))));
        } catch (TFOutOfRangeException end) {
          return rows.toArray(float[][]::new);
        }
      }
    }
  }
}
