package dev.nasnet.report;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** HTML under construction. All text and all attributes are escaped. */
final class Html {
  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter xml;

  Html() {
    try {
      xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeDTD("<!DOCTYPE html>\n");
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Opens an element.
   *
   * @param attributes names and values in turn
   */
  Html open(String element, String... attributes) {
    try {
      xml.writeStartElement(element);
      attributes(attributes);
      return this;
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Closes the element that was opened last. */
  Html close() {
    try {
      // Else an element without content were written as <td/>, which HTML takes for open.
      xml.writeCharacters("");
      xml.writeEndElement();
      return this;
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An element that has no content and no end: meta, img, and SVG's shapes. */
  Html empty(String element, String... attributes) {
    try {
      xml.writeEmptyElement(element);
      attributes(attributes);
      return this;
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Text; characters that HTML does not allow are shown as such. */
  Html text(String words) {
    try {
      xml.writeCharacters(clean(words));
      return this;
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An element with text alone. */
  Html element(String element, String words, String... attributes) {
    return open(element, attributes).text(words).close();
  }

  /** Our own markup, which is written as it is. */
  Html markup(String trusted) {
    try {
      xml.writeCharacters("");
      xml.flush();
      text.write(trusted);
      return this;
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The whole page. */
  String done() {
    try {
      xml.writeEndDocument();
      xml.flush();
      return text + "\n";
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  private void attributes(String... pairs) throws XMLStreamException {
    for (int i = 0; i < pairs.length; i += 2) {
      xml.writeAttribute(pairs[i], clean(pairs[i + 1]));
    }
  }

  private static String clean(String words) {
    return words.replaceAll("[\\p{Cc}\\p{Cs}\\x{FFFE}\\x{FFFF}&&[^\\n\\t]]", "\uFFFD");
  }
}
