#include "record/value.h"

#include "record/kind.h"
#include "testing.h"

namespace record = outturn::record;
using outturn::base::Day;
using outturn::base::Json;
using outturn::base::JsonWriter;
using outturn::base::Period;
using outturn::testing::refusal;
using record::FieldType;
using record::Kind;
using record::Localised;
using record::Reference;
using record::References;
using record::Value;

namespace {

/// Values of a field that lie at the edges of what its type can hold.
std::vector<Value> values_of(const record::Field& field) {
  switch (field.type) {
    case FieldType::text: return {std::string("a"), std::string("=1+1"), std::string("Î; “x”,\"\\<&")};
    case FieldType::long_text: return {std::string("one line"), std::string("two\nlines\twith \x01 and 😀")};
    case FieldType::localised:
    case FieldType::localised_long: return {Localised{{"en", "Youth"}}, Localised{{"en", "C’est l’été: {\"x\"}"}}};
    case FieldType::integer: {
      const bool limited = field.minimum != 0 || field.maximum != 0;
      if (limited) return {static_cast<std::int64_t>(field.minimum), static_cast<std::int64_t>(field.maximum)};
      return {std::int64_t{0}, std::int64_t{-7}, std::int64_t{9'007'199'254'740'993}};
    }
    case FieldType::number: return {0.0, -0.1, 7.25, 1e-300, 123456789.125, 3.0};
    case FieldType::boolean: return {true, false};
    case FieldType::day: return {*Day::parse("0001-01-01"), *Day::parse("2024-02-29"), *Day::parse("9998-12-31")};
    case FieldType::period: {
      std::vector<Value> all;
      for (const auto* written : {"2023", "2023-Q1", "2023-05", "2023-05-17", "2014/15", "2014/15@07", "2005-2007", "2014/15S", "2014/15T1"}) {
        all.push_back(Period::parse(written).value());
      }
      return all;
    }
    case FieldType::choice: {
      std::vector<Value> all;
      for (const auto& choice : field.choices) all.push_back(choice);
      return all;
    }
    case FieldType::reference: return {Reference{"O16"}, Reference{"_a.B-9"}};
    case FieldType::references: return {References{{"M01"}}, References{{"M02"}, {"M01"}, {"x.y"}}};
  }
  return {};
}

Value json_round_trip(const record::Field& field, const Value& value) {
  JsonWriter out;
  record::write_json(out, value);
  return Kind::from_json(field, Json::parse(out.str()).value()).value();
}

}  // namespace

TEST_CASE("a value written as plain text is read back as it was, for every field of every kind") {
  for (const auto& kind : record::kinds()) {
    for (const auto& field : kind.fields) {
      for (const auto& value : values_of(field)) {
        const auto text = record::plain_text(value);
        INFO(kind.code, ".", field.name, " = ", text);
        CHECK(Kind::parse(field, text).value() == value);
      }
      CHECK(Kind::parse(field, " ").value() == Value{});
    }
  }
}

TEST_CASE("a value written as JSON is read back as it was, for every field of every kind") {
  for (const auto& kind : record::kinds()) {
    for (const auto& field : kind.fields) {
      for (const auto& value : values_of(field)) {
        INFO(kind.code, ".", field.name, " = ", record::plain_text(value));
        CHECK(json_round_trip(field, value) == value);
      }
      CHECK(json_round_trip(field, Value{}) == Value{});
    }
  }
}

TEST_CASE("a text in two languages keeps both through JSON") {
  const auto& field = *record::kind("outcome")->field("title");
  const Value both = Localised{{"en", "Less poverty"}, {"fr", "Moins de pauvreté"}};
  CHECK(json_round_trip(field, both) == both);
}

TEST_CASE("a record with every field set is read back from its JSON as it was") {
  for (const auto& kind : record::kinds()) {
    std::vector<std::pair<std::string, Value>> values;
    for (const auto& field : kind.fields) {
      if (kind.code == "target" && field.name == "form") values.emplace_back("form", std::string("range"));
      else if (kind.code == "target" && field.name == "upper") values.emplace_back("upper", 8.0);
      else if (kind.code == "indicator" && field.name == "value_kind") values.emplace_back("value_kind", std::string("rating"));
      else if (kind.code == "indicator" && field.name == "levels") values.emplace_back("levels", Localised{{"en", "1 Low"}, {"fr", "1 Bas"}});
      else if (kind.code == "indicator" && field.name == "formula") continue;  // not with levels
      else if (kind.code == "gain_plan" && field.name == "starts") values.emplace_back("starts", std::string("M02 2018; M01 2020-Q1; x.y 2014/15"));
      else if (kind.code == "gain_plan" && (field.name == "left_out" || field.name == "pool" || field.name == "neighbours")) values.emplace_back(field.name, References{{"M03"}});
      else if (kind.code == "gain_plan" && field.name == "predictor_spans") values.emplace_back("predictor_spans", std::string("M04 2003 to 2005; M04 2010"));
      else if (kind.code == "gain_plan" && field.name == "covariates") values.emplace_back("covariates", References{{"M04"}});
      else if (kind.code == "gain_plan" && field.name == "negative_control") values.emplace_back("negative_control", Reference{"M05"});
      else if (kind.code == "gain_plan" && field.name == "season") values.emplace_back("season", std::int64_t{12});
      else if (kind.code == "gain_plan" && field.name == "level") values.emplace_back("level", 0.95);
      else if (kind.code == "return_entry" && field.name == "absence") values.emplace_back("absence", std::string("none"));  // there is a figure
      else values.emplace_back(field.name, values_of(field).back());
    }
    INFO(kind.code);
    const auto made = kind.with({}, values);
    REQUIRE(made);
    JsonWriter written;
    kind.write_json(written, *made);

    const auto json = Json::parse(written.str()).value();
    std::vector<std::pair<std::string, Value>> read;
    for (const auto& [name, member] : *json.object()) read.emplace_back(name, Kind::from_json(*kind.field(name), member).value());
    const auto again = kind.with({}, read);

    REQUIRE(again);
    JsonWriter second;
    kind.write_json(second, *again);
    CHECK(written.str() == second.str());
    for (const auto& field : kind.fields) {
      INFO(field.name);
      CHECK(field.read(made->get()) == field.read(again->get()));
      if (field.name != "formula") CHECK(record::is_given(field.read(again->get())));
    }
  }
}

TEST_CASE("what a cell may hold and what is refused") {
  const auto parsed = [](const char* kind, const char* field, const char* text) {
    return refusal(Kind::parse(*record::kind(kind)->field(field), text));
  };
  CHECK(parsed("target", "value", "1e999") == "value: record.not_a_number");
  CHECK(parsed("target", "value", "nan") == "value: record.not_a_number");
  CHECK(parsed("target", "value", "1,234.5") == "value: record.not_a_number");
  CHECK(parsed("target", "value", "1 234,5") == "value: record.not_a_number");
  CHECK(parsed("target", "value", "12%") == "value: record.not_a_number");
  CHECK(parsed("target", "value", " 12.5 ") == "accepted");
  CHECK(parsed("place", "column", "3.0") == "column: record.not_whole");
  CHECK(parsed("place", "column", "99999999999999999999") == "column: record.not_whole");
  CHECK(parsed("commitment", "due", "2023-02-29") == "due: record.not_a_day");
  CHECK(parsed("commitment", "illustrative", "perhaps") == "illustrative: record.not_yes_or_no");
  CHECK(parsed("commitment", "illustrative", "yes") == "accepted");
  CHECK(parsed("commitment", "lead", "Minister of Health") == "lead: record.not_an_id");
  CHECK(parsed("commitment", "lead", "-x") == "lead: record.not_an_id");
  CHECK(parsed("commitment", "parties", "a; ;b;") == "accepted");
  CHECK(parsed("target", "period", "2023-13") == "period: period.month");
}

TEST_CASE("every wrong id of a list is named") {
  const auto answer = Kind::parse(*record::kind("commitment")->field("parties"), "finance; é; a b");
  REQUIRE(!answer);
  CHECK(answer.error().size() == 2);
}

TEST_CASE("who is named twice in a list stands in it once") {
  const auto& field = *record::kind("commitment")->field("parties");
  const Value once = References{{"a"}, {"b"}};
  CHECK(Kind::parse(field, "a;b;a").value() == once);
  CHECK(Kind::from_json(field, Json::parse(R"(["a","b","a"])").value()).value() == once);
}

TEST_CASE("JSON of the wrong type is refused") {
  const auto read = [](const char* kind, const char* field, const char* json) {
    return refusal(Kind::from_json(*record::kind(kind)->field(field), Json::parse(json).value()));
  };
  CHECK(read("outcome", "title", "3") == "title: record.wrong_json_type");
  CHECK(read("outcome", "title", R"({"en": 3})") == "title: record.wrong_json_type");
  CHECK(read("outcome", "labels", "3") == "labels: record.wrong_json_type");
  CHECK(read("place", "column", "1.5") == "column: record.wrong_json_type");
  CHECK(read("target", "value", R"("7")") == "value: record.wrong_json_type");
  CHECK(read("target", "value", "7") == "accepted");
  CHECK(read("commitment", "parties", R"("a")") == "parties: record.wrong_json_type");
  CHECK(read("commitment", "parties", R"(["a b"])") == "parties: record.not_an_id");
  CHECK(read("commitment", "illustrative", "1") == "illustrative: record.wrong_json_type");
  CHECK(read("commitment", "due", "null") == "accepted");
}

TEST_CASE("a text falls back to English, then to any language there is") {
  const Localised text{{"fr", "jeunes"}, {"en", "youth"}};
  CHECK(text.in("fr") == "jeunes");
  CHECK(text.in("cy") == "youth");
  CHECK(text.exactly("cy").empty());
  CHECK(Localised{{"fr", "jeunes"}}.in("en") == "jeunes");
  CHECK(Localised{}.in("en").empty());
}

TEST_CASE("setting a language's text replaces it, an empty text removes it") {
  Localised text{{"en", "youth"}};
  text.set("fr", "jeunes");
  text.set("en", "young people");
  CHECK(text == Localised{{"en", "young people"}, {"fr", "jeunes"}});
  text.set("en", "");
  CHECK(text == Localised{{"fr", "jeunes"}});
}
