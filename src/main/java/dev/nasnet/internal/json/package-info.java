/**
 * JSON objects with members that are read one by one. {@link dev.nasnet.internal.json.JsonMembers}
 * checks each member's kind and refuses unknown members by name.
 */
@NullMarked
package dev.nasnet.internal.json;

import org.jspecify.annotations.NullMarked;
