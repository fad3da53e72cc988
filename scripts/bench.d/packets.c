/* Packets of the traffic generator; see packets.h. */
#include "packets.h"

enum { ETHERNET = 14, IPV4 = 20, TCP = 32, TCP_WITH_SYN = 40, UDP = 8, FRAME = 2048 };
enum { BUFFER_BYTES = 1 << 20, MICROSECONDS = 1000000 };

static FILE *capture;
static uint64_t bytes_written, packets_written, state = 1;
static uint64_t clock_microseconds = 1767607200ull * MICROSECONDS;
static uint16_t identification;

void stop(const char *sentence) {
  fprintf(stderr, "generate: %s\n", sentence);
  exit(2);
}

void seed_random(uint64_t seed) { state = seed * 0x9E3779B97F4A7C15ull | 1; }

/* xorshift64*, by Marsaglia and Vigna. */
static uint64_t random_bits(void) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return state * 0x2545F4914F6CDD1Dull;
}

uint64_t random_below(uint64_t bound) { return (random_bits() >> 16) % bound; }

double random_unit(void) { return (double)(random_bits() >> 11) / 9007199254740992.0; }

uint64_t written_bytes(void) { return bytes_written; }
uint64_t written_packets(void) { return packets_written; }

static void write_bytes(const void *bytes, size_t length) {
  if (fwrite(bytes, 1, length, capture) != length) stop("cannot write the capture");
  bytes_written += length;
}

void open_capture(const char *path) {
  static char buffer[BUFFER_BYTES];
  capture = fopen(path, "wb");
  if (capture == NULL) stop("cannot open the capture");
  setvbuf(capture, buffer, _IOFBF, sizeof buffer);
  const struct {
    uint32_t magic;
    uint16_t major, minor;
    uint32_t zone, accuracy, snap_length, link_type;
  } header = {0xA1B2C3D4, 2, 4, 0, 0, 262144, 1};
  write_bytes(&header, sizeof header);
}

void close_capture(void) {
  if (fclose(capture) != 0) stop("cannot write the capture");
}

static void put16(uint8_t *at, uint32_t value) {
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value) {
  put16(at, value >> 16);
  put16(at + 2, value);
}

/* The sum of RFC 1071 over bytes in network order, in this machine's order and not yet folded. */
static uint64_t sum_of(const uint8_t *bytes, size_t length) {
  uint64_t sum = 0;
  for (; length >= 4; bytes += 4, length -= 4) {
    uint32_t word;
    memcpy(&word, bytes, 4);
    sum += word;
  }
  uint8_t rest[4] = {0};
  memcpy(rest, bytes, length);
  uint32_t word;
  memcpy(&word, rest, 4);
  return sum + word;
}

static uint16_t checksum(uint64_t sum) {
  while (sum >> 16) sum = (sum & 0xFFFF) + (sum >> 16);
  return (uint16_t)~sum;
}

static void put_frame(const uint8_t *frame, size_t length) {
  clock_microseconds += 1 + random_below(20);
  const uint32_t header[4] = {(uint32_t)(clock_microseconds / MICROSECONDS),
                              (uint32_t)(clock_microseconds % MICROSECONDS), (uint32_t)length,
                              (uint32_t)length};
  write_bytes(header, sizeof header);
  write_bytes(frame, length);
  packets_written++;
}

/* Writes Ethernet and IPv4 headers, returns the sum of the pseudo-header. */
static uint64_t put_headers(uint8_t *frame, uint32_t source, uint32_t destination, int protocol,
                            size_t length) {
  static const uint8_t ethernet[ETHERNET] = {2, 0, 0x5E, 0x10, 0, 2, 2, 0, 0x5E, 0x10, 0, 1, 8, 0};
  memcpy(frame, ethernet, ETHERNET);
  uint8_t *ip = frame + ETHERNET;
  memset(ip, 0, IPV4);
  ip[0] = 0x45;
  put16(ip + 2, (uint32_t)(IPV4 + length));
  put16(ip + 4, identification++);
  ip[6] = 0x40;
  ip[8] = 64;
  ip[9] = (uint8_t)protocol;
  put32(ip + 12, source);
  put32(ip + 16, destination);
  uint16_t sum = checksum(sum_of(ip, IPV4));
  memcpy(ip + 10, &sum, 2);
  uint8_t pseudo[12] = {0};
  memcpy(pseudo, ip + 12, 8);
  pseudo[9] = (uint8_t)protocol;
  put16(pseudo + 10, (uint32_t)length);
  return sum_of(pseudo, sizeof pseudo);
}

static void put_tcp(const uint32_t address[2], const uint16_t port[2], int from_server, int flags,
                    uint32_t sequence, uint32_t acknowledgment, const char *payload,
                    size_t length) {
  uint8_t frame[FRAME];
  size_t header = flags & TCP_SYN ? TCP_WITH_SYN : TCP;
  uint8_t *tcp = frame + ETHERNET + IPV4;
  uint64_t pseudo =
      put_headers(frame, address[from_server], address[!from_server], 6, header + length);
  memset(tcp, 0, header);
  put16(tcp, port[from_server]);
  put16(tcp + 2, port[!from_server]);
  put32(tcp + 4, sequence);
  put32(tcp + 8, flags & TCP_ACK ? acknowledgment : 0);
  tcp[12] = (uint8_t)(header / 4 << 4);
  tcp[13] = (uint8_t)flags;
  put16(tcp + 14, 64000);
  uint8_t *option = tcp + 20;
  if (flags & TCP_SYN) {
    static const uint8_t options[] = {2, 4, 5, 0xB4, 4, 2, 1, 1};
    memcpy(option, options, sizeof options);
    option += sizeof options;
  }
  static const uint8_t time_stamp[] = {1, 1, 8, 10};
  memcpy(option, time_stamp, sizeof time_stamp);
  put32(option + 4, (uint32_t)(clock_microseconds / 1000));
  put32(option + 8, (uint32_t)(clock_microseconds / 1000) - 1);
  if (length > 0) memcpy(tcp + header, payload, length);
  uint16_t sum = checksum(pseudo + sum_of(tcp, header + length));
  memcpy(tcp + 16, &sum, 2);
  put_frame(frame, ETHERNET + IPV4 + header + length);
}

void choose_endpoints(struct endpoint_pair *pair, uint32_t number) {
  /* 192.0.2.0/24 and 198.51.100.0/24; the ports make the pairs differ. */
  pair->address[0] = 0xC0000200u + 1 + number % 250;
  pair->address[1] = 0xC6336400u + 1 + number / 250 % 5;
  pair->port[0] = (uint16_t)(1025 + number / 1250 % 64000);
  pair->port[1] = 25;
  for (int side = 0; side < 2; side++) {
    pair->next[side] = (uint32_t)random_bits();
    pair->acknowledged[side] = pair->next[side];
  }
}

void put_segment(struct endpoint_pair *pair, int from_server, int flags, uint32_t offset,
                 const char *payload, size_t length) {
  put_tcp(pair->address, pair->port, from_server, flags, pair->next[from_server] + offset,
          pair->acknowledged[!from_server], payload, length);
}

void acknowledge(struct endpoint_pair *pair, int from_server, uint32_t length) {
  pair->acknowledged[from_server] = pair->next[from_server] + length;
}

void finish_turn(struct endpoint_pair *pair, int from_server, uint32_t length) {
  uint32_t reached = pair->acknowledged[from_server] - pair->next[from_server];
  pair->next[from_server] += length;
  /* SYN and FIN are acknowledged with what follows; a hole stays unacknowledged. */
  if (reached == length || length == 1) pair->acknowledged[from_server] = pair->next[from_server];
}

void put_lone_syn(void) {
  const uint32_t address[2] = {0xCB007100u + (uint32_t)random_below(256), 0xC6336401u};
  const uint16_t port[2] = {(uint16_t)(1024 + random_below(64000)), 25};
  put_tcp(address, port, 0, TCP_SYN, (uint32_t)random_bits(), 0, NULL, 0);
}

void put_noise(const char *bytes) {
  uint32_t client = 0xC0000200u + 1 + (uint32_t)random_below(250);
  if (random_below(3) > 0) {
    const uint32_t address[2] = {client, 0xCB007100u + (uint32_t)random_below(200)};
    const uint16_t port[2] = {(uint16_t)(20000 + random_below(30000)), 443};
    size_t length = random_below(3) ? MAXIMUM_SEGMENT : random_below(400);
    put_tcp(address, port, 1, TCP_ACK, (uint32_t)random_bits(), 1, bytes, length);
    return;
  }
  uint8_t frame[FRAME];
  size_t length = UDP + 12 + random_below(200);
  uint8_t *udp = frame + ETHERNET + IPV4;
  uint64_t pseudo = put_headers(frame, client, 0xC6336435u, 17, length);
  memset(udp, 0, length);
  put16(udp, (uint32_t)(20000 + random_below(30000)));
  put16(udp + 2, 53);
  put16(udp + 4, (uint32_t)length);
  put16(udp + UDP, (uint32_t)random_below(65536));
  uint16_t sum = checksum(pseudo + sum_of(udp, length));
  if (sum == 0) sum = 0xFFFF;
  memcpy(udp + 6, &sum, 2);
  put_frame(frame, ETHERNET + IPV4 + length);
}
