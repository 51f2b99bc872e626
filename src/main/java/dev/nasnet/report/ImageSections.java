package dev.nasnet.report;

import dev.nasnet.evaluation.HeldOutReview;
import dev.nasnet.evaluation.PngImage;
import dev.nasnet.evaluation.ReviewedImage;
import java.util.List;

/** The sections with held-out images, their actual classes and their predicted classes. */
record ImageSections(ExportedEpoch exported, List<String> names) {
  void mistakes(Html html) {
    if (exported.review().mistakes().isEmpty()) {
      html.element("p", "None: every held-out image is classified correctly.");
      return;
    }
    html.element(
        "p",
        "The incorrect predictions with the highest probability, at most %d.%s"
            .formatted(
                HeldOutReview.MOST_MISTAKES,
                exported.names().isEmpty()
                    ? " “No.” is an image’s number among the held-out images."
                    : ""));
    html.open("div", "class", "pictures", "id", "mistakes");
    for (ReviewedImage image : exported.review().mistakes()) {
      html.open("figure");
      picture(html, image.picture(), description(image));
      html.open("figcaption");
      html.element("b", names.get(image.actual())).text(" predicted as ");
      html.element("b", names.get(image.predicted()));
      html.element(
          "small",
          "probability %s, of the actual class %s; %s"
              .formatted(
                  MetricFormat.percent(image.probability(), 1),
                  MetricFormat.percent(image.actualProbability(), 1),
                  exported.name(image.place())));
      html.close().close();
    }
    html.close();
  }

  void activations(Html html) {
    html.element(
        "p",
        "Class activation maps (Zhou et al., 2016, arXiv:1512.04150) of the first held-out image of each class, at most %d. A map is the last feature map, weighted by the classifier’s kernel for the predicted class. Yellow marks the regions that contribute most to that class and violet those that contribute least; each image has its own scale."
            .formatted(HeldOutReview.MOST_SAMPLES));
    html.open("div", "class", "pictures wide", "id", "activations");
    for (ReviewedImage image : exported.review().samples()) {
      html.open("figure").open("div", "class", "pair");
      picture(html, image.picture(), description(image));
      String alt = "Activation map for %s".formatted(names.get(image.predicted()));
      picture(html, image.activation(), alt);
      html.close().open("figcaption");
      html.element("b", names.get(image.actual()));
      if (image.isRight()) {
        html.text(" predicted correctly");
      } else {
        html.text(" predicted as ").element("b", names.get(image.predicted()));
      }
      html.element(
          "small",
          "probability %s; %s"
              .formatted(
                  MetricFormat.percent(image.probability(), 1), exported.name(image.place())));
      html.close().close();
    }
    html.close();
  }

  private String description(ReviewedImage image) {
    String prediction =
        image.isRight() ? "predicted correctly" : "predicted as " + names.get(image.predicted());
    return "Held-out image %d: %s, %s"
        .formatted(image.place(), names.get(image.actual()), prediction);
  }

  private static void picture(Html html, PngImage png, String alt) {
    html.empty("img", "src", png.dataUri(), "alt", alt);
  }
}
