#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/checked.h"
#include "web/components.h"
#include "web/serving/http.h"

/// Forms as GOV.UK Frontend draws them: label, hint, error, control, in that order, and never a disabled button.
namespace outturn::web {

enum class Control {
  text, number, email, password, search, date, textarea, select, radios, checkboxes, file, hidden
};

struct Option {
  std::string value;
  std::string text;
  std::string hint{};
};

/// One question of a form. Its id on the page is its name, so that the error summary can link to it.
struct Field {
  Control control{Control::text};
  std::string name;
  std::string label;
  std::string value{};                 ///< what was typed, also when it was wrong. A date: "2024-03-31"
  std::string hint{};
  std::string error{};                 ///< finished sentence; empty = none
  std::vector<Option> options{};       ///< of select, radios and checkboxes
  std::vector<std::string> chosen{};   ///< of checkboxes
  bool optional{};                     ///< says "(optional)" after the label
  int width{};                         ///< expected characters: 2, 3, 4, 5, 10, 20; 0 = full width
  int rows{5};                         ///< of textarea
  std::string autocomplete{};          ///< "email", "current-password" …
  std::string accept{};                ///< of file: ".csv,.xlsx"
  std::string language{};              ///< of what is typed, where it differs from the page: "fr"
  bool large_label{};                  ///< the only question of its page
  bool compact{};                      ///< checkboxes and radios: small, in as many columns as there is room for
};

/// Questions that belong together, under a legend. Those seldom asked stand in details, closed until one of them has an
/// answer or an error.
struct FieldGroup {
  std::string legend;
  std::string hint{};
  std::vector<Field> fields{};
  std::string rare_summary{};
  std::vector<Field> rare{};
};

struct Button {
  std::string text;
  std::string name{};
  std::string value{};
  enum class Kind { primary, secondary, warning } kind{Kind::primary};
};

/// A form that changes something.
struct Form {
  std::string action;
  std::string csrf_token;
  std::vector<Field> fields;
  std::vector<Button> buttons;
  Link cancel{};                       ///< beside the buttons
  bool sends_files{};
  html::Safe before_buttons{};         ///< a table with inputs, a warning
  std::vector<FieldGroup> groups{};    ///< after the fields
};

/// A form that narrows a list: GET, one row of controls.
struct FilterForm {
  std::string action;
  std::vector<Field> fields;
  std::string button{};                ///< "Show" when empty
  std::string clear_address{};         ///< link "Clear"; empty = none
};

/// All that stands in the way, at the top of the page, each with a link to its field.
struct ErrorSummary {
  std::vector<Link> errors;            ///< address "#name"; empty = not about one field
  std::string title{};                 ///< "There is a problem" when empty
};

/// The issues as an error summary, in the reader's language.
ErrorSummary error_summary(const base::Issues& issues, const language::Words& words);
/// Puts each issue's sentence at the field that has its name; the first of a field stays.
void show_issues(std::span<Field> fields, const base::Issues& issues, const language::Words& words);
void show_issues(Form& form, const base::Issues& issues, const language::Words& words);

/// The day that a date field sent: "2024-03-31" from name-year, name-month and name-day; as typed where it is not a
/// day, so that it can be refused with those words; empty when all three are.
std::string typed_date(const Values& form, std::string_view name);

/// The id on the page of the field of this name.
std::string field_id(std::string_view name);

// For the templates.
std::string described_by(const Field& field);          ///< ids of hint and error, or empty
bool is_chosen(const Field& field, const Option& option);
bool is_open(const FieldGroup& group);                 ///< whether its rare questions are shown at once
std::string option_id(const Field& field, std::size_t number);
/// The parts of a date field's value: year, month, day.
std::vector<std::string> date_parts(const Field& field);

void write(html::Output& out, const Field& field);
void write(html::Output& out, const FieldGroup& group);
void write(html::Output& out, const Button& button);
void write(html::Output& out, const Form& form);
void write(html::Output& out, const FilterForm& form);
void write(html::Output& out, const ErrorSummary& summary);

/// What a form keeps without asking.
inline Field hidden(std::string_view name, std::string value) { return {.control = Control::hidden, .name = std::string(name), .label = "", .value = std::move(value)}; }

}  // namespace outturn::web
