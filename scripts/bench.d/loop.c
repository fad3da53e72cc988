/* usage: loop CAPTURE   reads every packet with libpcap: the unit of the benchmark */
#include <pcap/pcap.h>
#include <stdio.h>

int main(int count, char **words) {
  char problem[PCAP_ERRBUF_SIZE];
  if (count != 2) return 2;
  pcap_t *capture = pcap_open_offline(words[1], problem);
  if (capture == NULL) {
    fprintf(stderr, "loop: %s\n", problem);
    return 2;
  }
  struct pcap_pkthdr *header;
  const unsigned char *bytes;
  unsigned long long packets = 0, total = 0;
  int status;
  while ((status = pcap_next_ex(capture, &header, &bytes)) == 1) {
    packets++;
    total += header->caplen;
  }
  printf("%llu packets, %llu bytes\n", packets, total);
  pcap_close(capture);
  return status == PCAP_ERROR_BREAK ? 0 : 2;
}
