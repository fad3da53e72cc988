/* usage: firstbyte OUT COMMAND…   runs a command, appends the milliseconds to its first output */
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **words) {
  int ends[2];
  if (count < 3 || pipe(ends) != 0) return 2;
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execvp(words[2], words + 2);
    perror(words[2]);
    _exit(127);
  }
  close(ends[1]);
  char bytes[4096];
  ssize_t got = child < 0 ? -1 : read(ends[0], bytes, sizeof bytes);
  clock_gettime(CLOCK_MONOTONIC, &end);
  while (child >= 0 && read(ends[0], bytes, sizeof bytes) > 0) continue;
  if (child < 0 || waitpid(child, NULL, 0) < 0 || got <= 0) return 2;
  FILE *out = fopen(words[1], "a");
  if (out == NULL) return 2;
  fprintf(out, "%.3f\n", (double)(end.tv_sec - start.tv_sec) * 1e3
                             + 1e-6 * (double)(end.tv_nsec - start.tv_nsec));
  return fclose(out) == 0 ? 0 : 2;
}
