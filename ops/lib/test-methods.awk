# Prints the name of each test method in C# sources: the method that follows a [Fact] or [Theory], or an attribute whose
# name ends so. Strings and comments are removed first, so that their text is not counted. This reads the sources and not the
# runner's list, because it is to find tests that the runner fails to discover.

FNR == 1 { finish(); text = "" }
{ text = text $0 "\n" }
END { finish() }

function finish() { if (text != "") print_methods(code_of(text)) }

# The text with strings emptied and comments gone.
function code_of(rest,    out, token, end) {
  out = ""
  while (match(rest, /"""+|[$]*@[$]*"|"|'|\/\/|\/\*/)) {
    token = substr(rest, RSTART, RLENGTH)
    out = out substr(rest, 1, RSTART - 1)
    rest = substr(rest, RSTART + RLENGTH)
    if (token == "//") end = match(rest, /\n/) ? RSTART - 1 : length(rest)
    else if (token == "/*") end = (end = index(rest, "*/")) ? end + 1 : length(rest)
    else if (token ~ /^"""/) { end = index(rest, token); end = end ? end + length(token) - 1 : length(rest) }
    else if (token ~ /@/) end = match(rest, /^([^"]|"")*"/) ? RLENGTH : length(rest)
    else if (token == "'") end = match(rest, /^(\\.|[^'\\\n])[^'\n]*'/) ? RLENGTH : 0
    else end = match(rest, /^([^"\\\n]|\\.)*"/) ? RLENGTH : 0
    rest = substr(rest, end + 1)
  }
  return out rest
}

function print_methods(code,    attribute, method, name) {
  attribute = "[[,][ \t\n]*([A-Za-z_]+:[ \t]*)?[A-Za-z_.0-9]*(Fact|Theory)(Attribute)?[ \t\n]*[](,]"
  method = "(void|Task|ValueTask)(<[^(;{]*>)?[ \t\n]+@?[A-Za-z_][A-Za-z_0-9]*[ \t\n]*(<[^(;{]*>)?[ \t\n]*[(]"
  while (match(code, attribute)) {
    code = substr(code, RSTART + RLENGTH)
    if (!match(code, method)) return
    name = substr(code, RSTART, RLENGTH)
    code = substr(code, RSTART + RLENGTH)
    sub(/[ \t\n]*(<[^<>(;{]*>)?[ \t\n]*[(]$/, "", name)
    sub(/^.*[ \t\n>]@?/, "", name)
    print name
  }
}
