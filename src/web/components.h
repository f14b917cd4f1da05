#pragma once

#include <string>
#include <vector>

#include "web/html.h"

/// What pages are built of. Each struct holds finished text; its template (components.html) is found by its type:
/// `<% include view.table %>` in a template, html::rendered(table, words) in code. Forms are in web/forms.h.
namespace outturn::web {

/// What a judgement says, as shape and colour; words say the same. The order means nothing.
enum class Tone { on, doubt, off, none, half };

enum class Glyph { on, doubt, off, none, half, yes, no, late, figures, gap, joint, single };
Glyph glyph_of(Tone tone);
std::string_view text(Tone tone);    ///< "on" …, as class names end
std::string_view text(Glyph glyph);

struct Icon {
  Glyph glyph{};
};

struct Link {
  std::string text;
  std::string address;
  std::string hidden{};  ///< completes the text for assistive software: "Change" + " the target of 2030"
};

/// A computed status: shape and word.
struct Status {
  Tone tone{Tone::none};
  std::string text;
};

/// Something found: no owner, late, questioned. tone  off, doubt, or none for a calm note
struct Flag {
  Glyph glyph{Glyph::late};
  std::string text;
  Tone tone{Tone::off};
};

/// The state of a thing, in a word.
struct Tag {
  std::string text;
  Tone tone{Tone::none};
  bool outlined{};
};

/// Who acts: joint (double outline) or one partner.
struct Actors {
  bool joint{};
  std::string text;
};

/// The one sentence that a page says first. One a page.
struct Verdict {
  Status status;
  std::vector<std::string> sentences;  ///< the first two are read aloud in a meeting
  std::vector<Link> links{};           ///< to what is wrong, at most three
};

struct Fact {
  std::string label;
  std::string value;
  std::string more{};      ///< small, below
  std::string address{};   ///< makes the value a link
  bool big{};              ///< the page's main number
};

/// Up to six labels with values, beside a figure.
struct Facts {
  std::vector<Fact> facts;
};

struct Cell {
  std::string text{};
  std::string address{};     ///< makes the text a link
  std::string sub{};         ///< small, below
  html::Safe content{};      ///< after the text: a rendered status, a small chart, a form
  bool code{};               ///< text as written in a file
};

struct Column {
  std::string text;
  bool numeric{};
  std::string address{};     ///< sorts by this column
  std::string sorted{};      ///< "ascending" or "descending" where it is sorted by this column
};

struct Row {
  std::vector<Cell> cells;
  std::string id{};          ///< to link to
};

/// A table in a region that scrolls by keyboard when it is wide. The first cell of a row is its heading.
struct Table {
  std::string caption;
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::vector<Cell> totals{};      ///< the foot
  bool shows_caption{};            ///< else only assistive software has it: the heading above says it
  bool row_headings{true};
  bool light{};                    ///< row headings in plain weight: long lists
};

/// A chart with its finding as heading, its source, and the same figures as a table and as files.
struct Figure {
  std::string id;                  ///< unique on the page; the figure's permanent anchor
  std::string title;               ///< the finding
  std::string subtitle{};          ///< what is plotted, unit, place
  html::Safe wide{};
  html::Safe narrow{};             ///< for phones; empty = the wide one serves
  std::string source{};
  Table table{};                   ///< left out when it has no columns
  std::string csv_address{};
  std::string svg_address{};
  std::string json_address{};
  int heading_level{2};            ///< 2 or 3
  std::vector<std::string> key{};  ///< not drawn by the chart itself: sentences in reading order
};

/// One outcome in the order of attention.
struct QueueItem {
  int rank{};
  Link title;
  Status status;
  std::string status_more{};               ///< after the status, muted: ", very unlikely to meet it"
  std::string measure{};                   ///< which indicator it rests on
  std::string why{};                       ///< one or two sentences of fact
  Link next{};                             ///< the one next step
  html::Safe trend{};                      ///< a small chart
  std::vector<std::string> trend_notes{};  ///< "36,058, 2024", "Target 13,433, 2028"
  html::Safe second{};                     ///< another small chart, or nothing
  std::vector<std::string> second_notes{};
  std::vector<Flag> flags{};
};

struct QueueGroup {
  std::string title;                  ///< "Act this week"
  std::string note{};                 ///< "4 outcomes, most in need first"
  std::vector<std::string> columns{};  ///< three headings over the side; only for eyes
  std::vector<QueueItem> items;
};

/// Short news beside the page's lead.
struct News {
  struct Item {
    Glyph glyph{Glyph::figures};
    Link link;
    std::string text{};  ///< follows the link
  };
  std::string title;
  std::vector<Item> items;
};

/// Links to the pages of a long list.
struct Pagination {
  struct Number {
    std::string text;
    std::string address;
    bool current{};
    bool gap{};  ///< pages left out here
  };
  std::string previous_address{};  ///< empty on the first page
  std::string next_address{};
  std::vector<Number> numbers{};
  std::string summary{};           ///< "Showing 1 to 50 of 760"
};

struct SummaryRow {
  std::string key;
  std::string value{};
  html::Safe content{};            ///< after the value
  std::vector<Link> actions{};
};

/// What is known of one thing, row by row.
struct SummaryList {
  std::vector<SummaryRow> rows;
};

/// A message about what has just happened ("Saved"), or that matters here. One a page, before the heading's content.
struct Banner {
  std::string text;
  Link link{};
  bool success{};
  std::string title{};  ///< "Success" or "Important" when empty
};

/// Nothing here yet: what would be here, why it matters, who is to send it, what to do.
struct EmptyState {
  std::string title;
  std::vector<std::string> sentences{};
  std::vector<Link> links{};
  std::string name{};        ///< a small line above: "Nothing yet", "Not allowed"
  int heading_level{2};      ///< 2 or 3
};

/// Said with an exclamation mark: something that cannot be undone.
struct Warning {
  std::string text;
};

/// Links one below the other, each with something small after it.
struct LinkList {
  struct Item {
    Link link;
    std::vector<Status> statuses{};
  };
  std::vector<Item> items;
};

/// Several flags, one below the other.
struct Flags {
  std::vector<Flag> flags;
};

/// More, for who asks for it.
struct Details {
  std::string summary;
  html::Safe content;
};

void write(html::Output& out, const Icon& icon);
void write(html::Output& out, const Link& link);
void write(html::Output& out, const Status& status);
void write(html::Output& out, const Flag& flag);
void write(html::Output& out, const Tag& tag);
void write(html::Output& out, const Actors& actors);
void write(html::Output& out, const Verdict& verdict);
void write(html::Output& out, const Facts& facts);
void write(html::Output& out, const Cell& cell);
void write(html::Output& out, const Table& table);
void write(html::Output& out, const Figure& figure);
void write(html::Output& out, const QueueItem& item);
void write(html::Output& out, const QueueGroup& group);
void write(html::Output& out, const News& news);
void write(html::Output& out, const Pagination& pagination);
void write(html::Output& out, const SummaryList& list);
void write(html::Output& out, const Banner& banner);
void write(html::Output& out, const EmptyState& state);
void write(html::Output& out, const Warning& warning);
void write(html::Output& out, const LinkList& list);
void write(html::Output& out, const Flags& flags);
void write(html::Output& out, const Details& details);

}  // namespace outturn::web
