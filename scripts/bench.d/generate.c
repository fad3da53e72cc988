/* usage: generate KIND SIZE_MIB SEED OUT   writes a capture of made-up mail traffic
 *
 * The same arguments give the same bytes. The kinds:
 * mixed        many interleaved deliveries, some segments late or sent twice, 30 % other traffic
 * tiny         deliveries of a few hundred bytes
 * bulk         four connections with mails of many megabytes
 * adversarial  half-open connections, holes that are never filled, tiny segments, endless lines
 */
#include "packets.h"

#include <math.h>

enum { MAX_TURNS = 64, POOL_BYTES = 1 << 20, BODY_LINE = 78 };

struct kind {
  const char *name;
  int concurrent, noise_percent, flood_percent, hostile;
  double shortest_body, longest_body;
};

static const struct kind kinds[] = {
    {"mixed", 64, 30, 0, 0, 2e3, 300e3},
    {"tiny", 64, 0, 0, 0, 60, 400},
    {"bulk", 4, 0, 0, 0, 4e6, 16e6},
    {"adversarial", 64, 0, 60, 1, 2e3, 300e3},
};

/* One direction's text: what its side says before the other side answers. */
struct turn {
  int from_server;
  size_t start, length;
};

struct session {
  struct endpoint_pair pair;
  struct turn turns[MAX_TURNS];
  int turn_count, turn, step, trick;
  size_t sent, hole;
  char *text;
  size_t text_length, text_capacity;
};

static char pool[POOL_BYTES];
static uint32_t session_count;

static void fill_pool(void) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < POOL_BYTES; i++) pool[i] = letters[random_below(64)];
  for (size_t i = BODY_LINE; i <= POOL_BYTES; i += BODY_LINE) memcpy(pool + i - 2, "\r\n", 2);
}

static void append(struct session *s, const char *bytes, size_t length) {
  if (s->text_length + length > s->text_capacity) {
    s->text_capacity = (s->text_length + length) * 2;
    s->text = realloc(s->text, s->text_capacity);
    if (s->text == NULL) stop("out of memory");
  }
  memcpy(s->text + s->text_length, bytes, length);
  s->text_length += length;
  s->turns[s->turn_count - 1].length += length;
}

static void begin_turn(struct session *s, int from_server) {
  if (s->turn_count == MAX_TURNS) stop("too many turns");
  s->turns[s->turn_count++] = (struct turn){from_server, s->text_length, 0};
}

__attribute__((format(printf, 2, 3))) static void say(struct session *s, const char *format, ...) {
  char line[1024];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  append(s, line, (size_t)length);
}

/* Ends the turn of the side that spoke and says the other side's line. */
#define CLIENT(...) (begin_turn(s, 0), say(s, __VA_ARGS__))
#define SERVER(...) (begin_turn(s, 1), say(s, __VA_ARGS__))

static void say_body(struct session *s, size_t length) {
  for (size_t said = 0; said < length;) {
    size_t start = random_below(POOL_BYTES / BODY_LINE / 2) * BODY_LINE;
    size_t most = POOL_BYTES / 2 / BODY_LINE * BODY_LINE, piece = length - said;
    piece = piece > most ? most : (piece + BODY_LINE - 1) / BODY_LINE * BODY_LINE;
    append(s, pool + start, piece);
    said += piece;
  }
}

static void write_dialogue(struct session *s, const struct kind *kind, uint32_t number) {
  int recipients = 1 + (int)random_below(kind->hostile ? 3 : 6);
  if (kind->longest_body < 1000) recipients = 1;
  SERVER("220 mx%u.example.com ESMTP ready\r\n", number % 7);
  CLIENT("EHLO client%u.example.net\r\n", number % 1000);
  SERVER("250-mx%u.example.com\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-STARTTLS\r\n"
         "250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250 DSN\r\n", number % 7);
  CLIENT("MAIL FROM:<sender%u@example.net>\r\n", number);
  SERVER("250 2.1.0 Ok\r\n");
  for (int i = 0; i < recipients; i++) {
    CLIENT("RCPT TO:<user%u@example.com>\r\n", (unsigned)random_below(10000));
    if (random_below(20) == 0) SERVER("550 5.1.1 User unknown\r\n");
    else SERVER("250 2.1.5 Ok\r\n");
  }
  CLIENT("DATA\r\n");
  SERVER("354 End data with <CR><LF>.<CR><LF>\r\n");
  CLIENT("Received: from host%u.example.net by relay.example.net with ESMTP id %08X;\r\n"
         "\tMon, 05 Jan 2026 10:00:00 +0000\r\n"
         "From: Sender <sender%u@example.net>\r\nTo: User <user@example.com>\r\n"
         "Subject: message number %u of the benchmark\r\nMessage-ID: <%u.bench@example.net>\r\n"
         "Date: Mon, 05 Jan 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n",
         number % 5000, number * 2654435761u, number, number, number);
  double body = exp(log(kind->shortest_body)
                    + random_unit() * (log(kind->longest_body) - log(kind->shortest_body)));
  if (body > 3000) {
    say(s, "Content-Type: multipart/mixed; boundary=\"b%08x\"\r\n\r\n--b%08x\r\n"
           "Content-Type: text/plain; charset=utf-8\r\n\r\n", number, number);
    say_body(s, 800);
    say(s, "--b%08x\r\nContent-Type: application/pdf; name=\"report%u.pdf\"\r\n"
           "Content-Transfer-Encoding: base64\r\n\r\n", number, number);
    say_body(s, (size_t)body - 800);
    say(s, "--b%08x--\r\n.\r\n", number);
  } else {
    say(s, "\r\n");
    say_body(s, (size_t)body);
    say(s, ".\r\n");
  }
  SERVER("250 2.0.0 Ok: queued as %08X\r\n", number * 40503u);
  CLIENT("QUIT\r\n");
  SERVER("221 2.0.0 Bye\r\n");
}

/* Hostile sessions: a hole after some bytes that is never filled, segments of one byte, or a line
 * without an end. */
enum { TRICK_NONE, TRICK_HOLE, TRICK_BYTES, TRICK_LINE };

static void begin_session(struct session *s, const struct kind *kind) {
  char *text = s->text;
  size_t capacity = s->text_capacity;
  uint32_t number = session_count++;
  *s = (struct session){.text = text, .text_capacity = capacity};
  choose_endpoints(&s->pair, number);
  if (kind->hostile) s->trick = 1 + (int)random_below(3);
  if (s->trick == TRICK_LINE) {
    SERVER("220 mx.example.com ESMTP\r\n");
    begin_turn(s, 0);
    for (int i = 0; i < 4; i++) append(s, pool, BODY_LINE - 2);
    for (int i = 0; i < 2000; i++) append(s, pool, BODY_LINE - 2);
  } else {
    write_dialogue(s, kind, number);
  }
  s->hole = s->trick == TRICK_HOLE ? 1 : 0;
}

static void send_data(struct session *s, const struct turn *turn, size_t offset, size_t length) {
  put_segment(&s->pair, turn->from_server, TCP_ACK | TCP_PSH, (uint32_t)offset,
              s->text + turn->start + offset, length);
}

/* Sends the next segment of the running turn, sometimes after its successor or twice. */
static void send_next(struct session *s) {
  struct turn *turn = &s->turns[s->turn];
  int is_cut = s->trick == TRICK_BYTES && turn->length < 2000;
  size_t most = is_cut ? 1 + random_below(3) : MAXIMUM_SEGMENT;
  size_t left = turn->length - s->sent, length = left < most ? left : most;
  size_t second = left - length < most ? left - length : most;
  uint64_t luck = random_below(1000);
  if (luck < 8 && second > 0) {
    send_data(s, turn, s->sent + length, second);
    put_segment(&s->pair, !turn->from_server, TCP_ACK, 0, NULL, 0);
    send_data(s, turn, s->sent, length);
    length += second;
  } else if (s->hole && turn->length > 4 * MAXIMUM_SEGMENT && s->sent == 0) {
    /* The first segment is never sent, and nobody acknowledges what follows. */
  } else {
    send_data(s, turn, s->sent, length);
    if (luck > 995) send_data(s, turn, s->sent, length);
  }
  s->sent += length;
  int lost = s->hole && turn->length > 4 * MAXIMUM_SEGMENT;
  if (!lost) acknowledge(&s->pair, turn->from_server, (uint32_t)s->sent);
  if (!lost && (s->sent == turn->length || random_below(100) < 85))
    put_segment(&s->pair, !turn->from_server, TCP_ACK, 0, NULL, 0);
  if (s->sent == turn->length) {
    finish_turn(&s->pair, turn->from_server, (uint32_t)turn->length);
    s->sent = 0;
    s->turn++;
  }
}

/* Sends a packet or two of a session; returns 0 when it has ended. */
static int advance(struct session *s) {
  if (s->step < 3) {
    static const int flags[] = {TCP_SYN, TCP_SYN | TCP_ACK, TCP_ACK};
    put_segment(&s->pair, s->step == 1, flags[s->step], 0, NULL, 0);
    if (s->step < 2) finish_turn(&s->pair, s->step == 1, 1);
    s->step++;
  } else if (s->turn < s->turn_count) {
    send_next(s);
  } else if (s->step < 6) {
    int from_server = s->step == 4;
    put_segment(&s->pair, from_server, s->step < 5 ? TCP_FIN | TCP_ACK : TCP_ACK, 0, NULL, 0);
    if (s->step < 5) finish_turn(&s->pair, from_server, 1);
    s->step++;
  } else {
    return 0;
  }
  return 1;
}

int main(int count, char **words) {
  if (count != 5) stop("usage: generate mixed|tiny|bulk|adversarial SIZE_MIB SEED OUT");
  const struct kind *kind = NULL;
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(words[1], kinds[i].name) == 0) kind = &kinds[i];
  if (kind == NULL) stop("unknown kind of traffic");
  uint64_t limit = strtoull(words[2], NULL, 10) << 20;
  seed_random(strtoull(words[3], NULL, 10));
  open_capture(words[4]);
  fill_pool();

  struct session *sessions = calloc((size_t)kind->concurrent, sizeof *sessions);
  if (sessions == NULL) stop("out of memory");
  for (int i = 0; i < kind->concurrent; i++) begin_session(&sessions[i], kind);
  while (written_bytes() < limit) {
    if (random_below(100) < (uint64_t)kind->flood_percent) {
      put_lone_syn();
      continue;
    }
    struct session *s = &sessions[random_below((uint64_t)kind->concurrent)];
    uint64_t before = written_packets();
    if (!advance(s)) begin_session(s, kind);
    /* A share of all packets, so one for each packet of mail in the right proportion. */
    for (uint64_t sent = written_packets() - before; sent > 0; sent--)
      if (random_unit() * (100 - kind->noise_percent) < kind->noise_percent) put_noise(pool);
  }
  for (int i = 0; i < kind->concurrent; i++)
    if (kind->longest_body < 1e6 && !kind->hostile)
      while (advance(&sessions[i])) continue;
  fprintf(stderr, "%u sessions, %llu packets, %llu bytes\n", session_count,
          (unsigned long long)written_packets(), (unsigned long long)written_bytes());
  close_capture();
  return 0;
}
