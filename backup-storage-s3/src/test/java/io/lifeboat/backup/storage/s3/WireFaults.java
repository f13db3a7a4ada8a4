package io.lifeboat.backup.storage.s3;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A line to a server that goes wrong as told. Requests pass unchanged, one a connection, but for
 * those that a fault waits for.
 */
final class WireFaults implements Closeable {

  /** What goes wrong. */
  enum Kind {
    /** The connection is cut in the middle of the request's body. */
    CUT_REQUEST,
    /** The server gets the request; the answer is lost. */
    DROP_ANSWER,
    /** The answer is 500. */
    ERROR_500,
    /** The answer is 503 SlowDown. */
    SLOW_DOWN,
    /** There is no answer until the client gives up. */
    HANG,
    /** One bit of the body changes on its way to the server. */
    FLIP_REQUEST,
    /** The body of the answer ends after a thousand bytes, by a cut. */
    SHORT_ANSWER
  }

  /** The first line of a request, and its headers. */
  record Request(String line, List<String> headers) {
    boolean is(String method, String part) {
      return line.startsWith(method + " ") && line.contains(part);
    }

    long length() {
      String chunked = "transfer-encoding: chunked";
      for (String header : headers) {
        String lower = header.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          return Long.parseLong(lower.substring(15).strip());
        }
        if (lower.equals(chunked)) {
          throw new IllegalStateException("A request without a length: " + line);
        }
      }
      return 0;
    }
  }

  private record Fault(Predicate<Request> when, Kind kind, AtomicInteger times) {}

  private final URI server;
  private final ServerSocket socket;
  private final ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  WireFaults(URI server) throws IOException {
    this.server = server;
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("wire-faults", this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** Lets the next so many requests of a kind go wrong. */
  WireFaults fail(int times, Kind kind, Predicate<Request> when) {
    faults.add(new Fault(when, kind, new AtomicInteger(times)));
    return this;
  }

  /** How many requests there were whose first line begins with a method and contains a text. */
  long count(String method, String part) {
    return seen.stream().filter(line -> new Request(line, List.of()).is(method, part)).count();
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = socket.accept();
        start("wire-faults-connection", () -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      Request request = head(in);
      if (request == null) {
        return;
      }
      seen.add(request.line());
      pass(request, in, client.getOutputStream(), kind(request));
    } catch (IOException e) {
      // One of the ends broke off, which the other one sees.
    }
  }

  private @Nullable Kind kind(Request request) {
    for (Fault fault : faults) {
      if (fault.when().test(request) && fault.times().getAndDecrement() > 0) {
        return fault.kind();
      }
    }
    return null;
  }

  private void pass(Request request, InputStream in, OutputStream out, @Nullable Kind kind)
      throws IOException {
    if (kind == Kind.ERROR_500 || kind == Kind.SLOW_DOWN) {
      copy(in, OutputStream.nullOutputStream(), request.length(), false);
      answer(out, kind == Kind.ERROR_500 ? "500 InternalError" : "503 SlowDown");
      return;
    }
    if (kind == Kind.HANG) {
      await();
      return;
    }
    try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
      OutputStream to = upstream.getOutputStream();
      to.write((request.line() + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      for (String header : request.headers()) {
        if (!header.toLowerCase(Locale.ROOT).startsWith("connection:")) {
          to.write((header + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
      }
      to.write("Connection: close\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      if (kind == Kind.CUT_REQUEST) {
        copy(in, to, request.length() / 2, false);
        return;
      }
      copy(in, to, request.length(), kind == Kind.FLIP_REQUEST);
      to.flush();
      relay(upstream.getInputStream(), out, kind);
    }
  }

  private static void relay(InputStream from, OutputStream out, @Nullable Kind kind)
      throws IOException {
    if (kind == Kind.DROP_ANSWER) {
      from.readAllBytes();
      return;
    }
    Request head = head(from);
    if (head == null) {
      return;
    }
    out.write((head.line() + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    for (String header : head.headers()) {
      if (!header.toLowerCase(Locale.ROOT).startsWith("connection:")) {
        out.write((header + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    out.write("Connection: close\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    if (kind == Kind.SHORT_ANSWER) {
      out.write(from.readNBytes(1000));
    } else {
      from.transferTo(out);
    }
    out.flush();
  }

  private static void answer(OutputStream out, String status) throws IOException {
    String code = status.substring(4);
    byte[] body =
        ("<?xml version=\"1.0\"?><Error><Code>"
                + code
                + "</Code><Message>told to</Message></Error>")
            .getBytes(StandardCharsets.UTF_8);
    out.write(
        ("HTTP/1.1 "
                + status
                + "\r\nContent-Type: application/xml\r\nContent-Length: "
                + body.length
                + "\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
  }

  private static void copy(InputStream in, OutputStream out, long length, boolean flip)
      throws IOException {
    byte[] buffer = new byte[64 << 10];
    long left = length;
    boolean mustFlip = flip;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new IOException("The client broke off.");
      }
      if (mustFlip) {
        buffer[read / 2] ^= 1;
        mustFlip = false;
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static @Nullable Request head(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    List<String> lines = new ArrayList<>();
    while (true) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      if (next == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
        line.reset();
        if (text.isEmpty()) {
          return new Request(lines.get(0), List.copyOf(lines.subList(1, lines.size())));
        }
        lines.add(text);
      } else {
        line.write(next);
      }
    }
  }

  private void await() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    socket.close();
  }
}
