package dev.nasnet.report;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Builds an HTML page. All text and all attribute values are escaped. */
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
   * @param element the name of the element
   * @param attributes alternating names and values of attributes
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
      // Without this, an element without content would be written as <td/>, which is a start tag in
      // HTML.
      xml.writeCharacters("");
      xml.writeEndElement();
      return this;
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds an element without content and end tag, such as meta, img and SVG's shapes. */
  Html empty(String element, String... attributes) {
    try {
      xml.writeEmptyElement(element);
      attributes(attributes);
      return this;
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds text. Characters that HTML does not allow become the replacement character U+FFFD. */
  Html text(String content) {
    try {
      xml.writeCharacters(clean(content));
      return this;
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds an element that contains only text. */
  Html element(String element, String content, String... attributes) {
    return open(element, attributes).text(content).close();
  }

  /** Adds markup without escaping; it must not contain data from files. */
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

  /** Closes all open elements and returns the page. */
  String toPage() {
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

  private static String clean(String content) {
    return content.replaceAll("[\\p{Cc}\\p{Cs}\\x{FFFE}\\x{FFFF}&&[^\\n\\t]]", "\uFFFD");
  }
}
