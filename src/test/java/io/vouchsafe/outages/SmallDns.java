package io.vouchsafe.outages;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A name server that knows one name, as loopback's, for a second at a time (RFC 1035). It may be
 * told to know nothing, or to say nothing.
 */
final class SmallDns implements AutoCloseable {
  /** Where it listens; what reads resolv.conf asks at port 53 alone. */
  static final String ADDRESS = "127.0.77.53";

  /** The name that it knows. */
  static final String NAME = "vault.outages.test";

  private static final int PORT = 53;
  private static final int HEADER = 12;
  private static final int TYPE_A = 1;
  private static final int ANSWER = 0x8180;
  private static final int NO_SUCH_NAME = 3;
  private static final int POINTER_TO_QUESTION = 0xC00C;
  private static final int CLASS_IN = 1;
  private static final int SECONDS = 1;

  private enum Mood {
    ANSWERS,
    KNOWS_NOTHING,
    SAYS_NOTHING
  }

  private final DatagramSocket socket;
  private final Thread thread;
  private volatile Mood mood = Mood.ANSWERS;

  SmallDns() {
    try {
      socket = new DatagramSocket(new InetSocketAddress(ADDRESS, PORT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = Thread.ofPlatform().daemon().name("small-dns").start(this::serve);
  }

  /** Whether this process may listen there. */
  static boolean possible() {
    try (SmallDns dns = new SmallDns()) {
      return dns.socket.isBound();
    } catch (UncheckedIOException refused) {
      return false;
    }
  }

  /** From now on no name exists. */
  void knowNothing() {
    mood = Mood.KNOWS_NOTHING;
  }

  /** From now on nobody gets an answer. */
  void sayNothing() {
    mood = Mood.SAYS_NOTHING;
  }

  void mend() {
    mood = Mood.ANSWERS;
  }

  private void serve() {
    byte[] room = new byte[512];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(room, room.length);
        socket.receive(packet);
        if (mood != Mood.SAYS_NOTHING) {
          byte[] answer = answer(ByteBuffer.wrap(room, 0, packet.getLength()));
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException closed) {
      // nobody asks any more
    }
  }

  private byte[] answer(ByteBuffer query) {
    StringBuilder name = new StringBuilder();
    int at = HEADER;
    for (int length = query.get(at); length > 0; length = query.get(at)) {
      byte[] label = new byte[length];
      query.get(at + 1, label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, US_ASCII));
      at += 1 + length;
    }
    int type = query.getShort(at + 1);
    int end = at + 5;
    boolean known = mood == Mood.ANSWERS && name.toString().equalsIgnoreCase(NAME);
    boolean addressed = known && type == TYPE_A;
    ByteBuffer head = ByteBuffer.allocate(HEADER);
    head.putShort(query.getShort(0)).putShort((short) (known ? ANSWER : ANSWER | NO_SUCH_NAME));
    head.putShort((short) 1).putShort((short) (addressed ? 1 : 0)).putInt(0);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes(head.array());
    answer.write(query.array(), HEADER, end - HEADER);
    if (addressed) {
      ByteBuffer record = ByteBuffer.allocate(16);
      record.putShort((short) POINTER_TO_QUESTION).putShort((short) TYPE_A);
      record.putShort((short) CLASS_IN).putInt(SECONDS).putShort((short) 4).putInt(0x7F000001);
      answer.writeBytes(record.array());
    }
    return answer.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
