package dev.nasnet.internal.hdf5;

import io.jhdf.GroupSymbolTableNode;
import io.jhdf.LocalHeap;
import io.jhdf.ObjectHeader;
import io.jhdf.SymbolTableEntry;
import io.jhdf.btree.BTreeV1;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.object.message.LinkMessage;
import io.jhdf.object.message.LinkMessage.LinkType;
import io.jhdf.object.message.SymbolTableMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the links of a group: the names of its members and the addresses of their object headers.
 * Soft and external links are ignored, because they could lead out of the file and Keras writes
 * none.
 */
final class Links {
  private static final int SOFT_LINK = 2;
  private static final long UNDEFINED = -1;

  private Links() {}

  /** Returns the hard links of an object; an empty map if the object is not a group. */
  static Map<String, Long> of(Storage storage, ObjectHeader header) {
    if (header.hasMessageOfType(SymbolTableMessage.class)) {
      return symbols(storage, header.getMessageOfType(SymbolTableMessage.class));
    }
    if (!header.hasMessageOfType(LinkInfoMessage.class)) {
      return Map.of();
    }
    LinkInfoMessage info = header.getMessageOfType(LinkInfoMessage.class);
    if (info.getBTreeNameIndexAddress() != UNDEFINED) {
      throw new Damage(
          "its groups use dense link storage (libver=\"latest\"), which is not supported");
    }
    Map<String, Long> links = new LinkedHashMap<>();
    for (LinkMessage link : header.getMessagesOfType(LinkMessage.class)) {
      if (link.getLinkType() == LinkType.HARD) {
        links.put(link.getLinkName(), link.getHardLinkAddress());
      }
    }
    return links;
  }

  /** Reads the symbol table of a group in a file written without {@code libver="latest"}. */
  private static Map<String, Long> symbols(Storage storage, SymbolTableMessage table) {
    ByteBuffer names = new LocalHeap(storage, table.getLocalHeapAddress()).getDataBuffer();
    Map<String, Long> links = new LinkedHashMap<>();
    BTreeV1 tree = BTreeV1.createGroupBTree(storage, table.getBTreeAddress());
    for (long node : tree.getChildAddresses()) {
      GroupSymbolTableNode symbols = new GroupSymbolTableNode(storage, node);
      for (SymbolTableEntry entry : symbols.getSymbolTableEntries()) {
        if (entry.getCacheType() != SOFT_LINK) {
          String name = name(storage, names, entry.getLinkNameOffset());
          links.put(name, entry.getObjectHeaderAddress());
        }
      }
    }
    return links;
  }

  /** Returns the text from an offset to the next zero byte. */
  private static String name(Storage storage, ByteBuffer names, int offset) {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    for (int i = offset; names.get(i) != 0; i++) {
      name.write(names.get(i));
    }
    storage.charge(name.size());
    return name.toString(StandardCharsets.UTF_8);
  }
}
