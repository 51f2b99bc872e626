package dev.nasnet.diagram;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Builds an SVG 1.1 picture of boxes with text and arrows. All coordinates are in pixels. */
final class Svg {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";
  private static final String FONT = "Helvetica, Arial, sans-serif";

  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter xml;
  private final List<Runnable> boxes = new ArrayList<>();

  /** A point, measured from the left and the top. */
  record Point(double x, double y) {}

  /** A box; x and y are those of its upper left corner. */
  record Box(double x, double y, double width, double height) {
    Point top() {
      return new Point(x + width / 2, y);
    }

    Point bottom() {
      return new Point(x + width / 2, y + height);
    }

    Point left() {
      return new Point(x, y + height / 2);
    }
  }

  Svg(double width, double height, String title) {
    try {
      xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartElement("svg");
      xml.writeDefaultNamespace(NAMESPACE);
      attributes("width", number(width), "height", number(height));
      attributes("viewBox", "0 0 %s %s".formatted(number(width), number(height)));
      attributes("font-family", FONT, "font-size", "12", "role", "img");
      xml.writeStartElement("title");
      xml.writeCharacters(title);
      xml.writeEndElement();
      arrowHead();
      rectangle(new Box(0, 0, width, height), "#ffffff", "none");
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  private void arrowHead() throws XMLStreamException {
    xml.writeStartElement("marker");
    attributes("id", "arrow", "viewBox", "0 0 8 8", "refX", "7", "refY", "4");
    attributes("markerWidth", "6", "markerHeight", "6", "orient", "auto");
    xml.writeEmptyElement("path");
    attributes("d", "M0,0 L8,4 L0,8 z", "fill", "#555555");
    xml.writeEndElement();
  }

  /** Adds a box with a line of text in its middle; boxes are drawn over all lines. */
  void box(Box box, String label, String fill) {
    Point middle = new Point(box.x() + box.width() / 2, box.y() + box.height() / 2 + 4);
    boxes.add(
        () -> {
          rectangle(box, fill, "#444444");
          label(middle, label, "middle");
        });
  }

  private void rectangle(Box box, String fill, String stroke) {
    try {
      xml.writeEmptyElement("rect");
      attributes("x", number(box.x()), "y", number(box.y()));
      attributes("width", number(box.width()), "height", number(box.height()));
      attributes("rx", "4", "fill", fill, "stroke", stroke);
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Adds a line of text.
   *
   * @param anchor which part of the text is at the point: start, middle or end
   */
  void label(Point at, String label, String anchor) {
    text(at, label, anchor, "12", "normal");
  }

  /** Adds a heading that starts at a point. */
  void heading(Point at, String label) {
    text(at, label, "start", "17", "bold");
  }

  private void text(Point at, String label, String anchor, String size, String weight) {
    try {
      xml.writeStartElement("text");
      attributes("x", number(at.x()), "y", number(at.y()), "text-anchor", anchor);
      attributes("font-size", size, "font-weight", weight, "fill", "#222222");
      xml.writeCharacters(label);
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds an upward arrow with vertical ends. */
  void arrow(Point from, Point to, String colour) {
    double half = (to.y() - from.y()) / 2;
    path(from, new Point(from.x(), from.y() + half), new Point(to.x(), to.y() - half), to, colour);
  }

  /** Adds an arrow from the left side of one box to that of another, around the boxes between. */
  void detour(Point from, Point to, double width, String colour) {
    Point out = new Point(from.x() - width, from.y());
    path(from, out, new Point(to.x() - width, to.y()), to, colour);
  }

  private void path(Point from, Point out, Point in, Point to, String colour) {
    try {
      xml.writeEmptyElement("path");
      attributes("d", "M%s C%s %s %s".formatted(point(from), point(out), point(in), point(to)));
      attributes("fill", "none", "stroke", colour, "stroke-width", "1.4");
      attributes("marker-end", "url(#arrow)");
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the whole picture, a document that ends with a line feed. */
  String done() {
    boxes.forEach(Runnable::run);
    try {
      xml.writeEndElement();
      xml.flush();
      return text + "\n";
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  private void attributes(String... pairs) throws XMLStreamException {
    for (int i = 0; i < pairs.length; i += 2) {
      xml.writeAttribute(pairs[i], pairs[i + 1]);
    }
  }

  private static String point(Point point) {
    return number(point.x()) + "," + number(point.y());
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
