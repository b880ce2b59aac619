/* A mail server that takes everything and keeps nothing, so that it is not what a benchmark measures.
   Usage: mail_sink PORT [MILLISECONDS]. So long it thinks about a mail before it takes it. One process a connection. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static char buffer[1 << 18];
static useconds_t thinks;

static void say(int peer, const char *words) {
    if (write(peer, words, strlen(words)) < 0) _exit(0);
}

static void talk(int peer) {
    size_t held = 0;
    int in_text = 0;
    say(peer, "220 sink\r\n");
    for (;;) {
        ssize_t got = read(peer, buffer + held, sizeof buffer - held - 1);
        if (got <= 0) _exit(0);
        held += (size_t)got;
        buffer[held] = 0;
        char *at = buffer;
        for (;;) {
            char *end = in_text ? strstr(at, "\r\n.\r\n") : strstr(at, "\r\n");
            if (!end) break;
            if (in_text) {
                if (thinks) usleep(thinks);
                say(peer, "250 ok\r\n");
                in_text = 0;
                at = end + 5;
                continue;
            }
            if (!strncasecmp(at, "EHLO", 4)) say(peer, "250-sink\r\n250 PIPELINING\r\n");
            else if (!strncasecmp(at, "DATA", 4)) { say(peer, "354 go on\r\n"); in_text = 1; }
            else if (!strncasecmp(at, "QUIT", 4)) { say(peer, "221 bye\r\n"); _exit(0); }
            else say(peer, "250 ok\r\n");
            at = end + 2;
        }
        held -= (size_t)(at - buffer);
        if (in_text && held > 4) { /* only the end of a text may be of interest */
            at += held - 4;
            held = 4;
        }
        memmove(buffer, at, held);
    }
}

int main(int count, char **words) {
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(words[1]))};
    int yes = 1, door = socket(AF_INET, SOCK_STREAM, 0);
    thinks = count > 2 ? (useconds_t)atoi(words[2]) * 1000 : 0;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(door, (struct sockaddr *)&here, sizeof here) || listen(door, 16)) return 1;
    signal(SIGCHLD, SIG_IGN);
    for (;;) {
        int peer = accept(door, 0, 0);
        if (peer < 0) continue;
        setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (!fork()) talk(peer);
        close(peer);
    }
}
