"""What keeps the door and people's data (安全点): each taken away, and the tests that must notice."""

import msgspec

DESK, VIEWS, RULES, COMMANDS = "collector/desk", "collector/views", "collector/rules", "collector/commands"
DETECTOR = "generator/campaign/disclosure"
STORE, _STORE = "collector/store", "tests/collector/store"
_DESK, _VIEWS, _RULES = "tests/collector/desk", "tests/collector/views", "tests/collector/rules"
_COMMANDS, _DETECTOR = "tests/collector/commands", "tests/generator/campaign"


class Mutant(msgspec.Struct, frozen=True):
    """One safety taken away (变异): `find`, which stands once in `file`, becomes `replace`."""

    name: str
    file: str
    find: str
    replace: str
    tests: tuple[str, ...]


def _mutant(name: str, file: str, find: str, replace: str, *tests: str) -> Mutant:
    return Mutant(name, file, find, replace, tests)


MUTANTS = (
    # -- signing in
    _mutant(
        "an unknown name is not hashed for", f"{DESK}/signing_in.py",
        "if not _is_right(expected or _nobody(), passphrase) or account is None or not is_known:",
        "if account is None or not is_known or not _is_right(expected or _nobody(), passphrase):",
        f"{_DESK}/test_access.py",
    ),
    _mutant(
        "only who is known waits for the disk", f"{DESK}/signing_in.py",
        'desk.act(lambda: desk.note(account or STRANGER, "sign_in_refused"))',
        'account and desk.act(lambda: desk.note(account, "sign_in_refused"))',
        f"{_DESK}/test_access.py::test_a_refused_sign_in_waits_for_the_disk_whoever_was_tried",
    ),
    _mutant(
        "another role leaves no trace", f"{DESK}/accounts.py",
        '        desk.note(by, "account_changed", of=account.username, detail=detail)\n',
        "",
        f"{_DESK}/test_imports.py"
        "::test_who_gets_another_role_signs_in_again_and_the_trail_says_who_gave_it",
    ),
    _mutant(
        "a session outlives its role", f"{DESK}/accounts.py",
        '        for kind in ("session", "waiting", "token"):\n',
        "        for kind in ():\n",
        f"{_DESK}/test_imports.py"
        "::test_who_gets_another_role_signs_in_again_and_the_trail_says_who_gave_it",
    ),
    _mutant(
        "a table brings in a name of the system", f"{DESK}/imports.py",
        "    wrong = bad_username(username) if username else None",
        "    wrong = None",
        f"{_DESK}/test_imports.py::test_nobody_takes_a_name_that_the_trail_needs",
    ),
    _mutant(
        "a copy of a household leaves no trace", f"{COMMANDS}/exchange.py",
        '            desk.note(COMMAND_LINE, "exported", of=options.code, detail=str(desk.store.head()))\n',
        "",
        f"{_COMMANDS}/test_commands.py::test_what_leaves_by_the_command_line_is_in_the_trail",
    ),
    _mutant(
        "the log never tells the head of the chain", f"{VIEWS}/request_log.py",
        "    _say_head(app)\n",
        "",
        f"{_VIEWS}/test_request_log.py",
    ),
    _mutant(
        "a disabled account signs in", f"{DESK}/signing_in.py",
        "is_known = account is not None and not account.disabled and",
        "is_known = account is not None and",
        f"{_DESK}/test_access.py",
    ),
    _mutant(
        "a session of a disabled account lives on", f"{DESK}/signing_in.py",
        "    if account is None or account.disabled:\n        return None\n    if kind",
        "    if account is None:\n        return None\n    if kind",
        f"{_DESK}/test_access.py",
    ),
    _mutant(
        "disabling leaves the tickets", f"{DESK}/accounts.py",
        "        desk.registers.tickets.remove(username=username)\n",
        "",
        f"{_DESK}/test_access.py",
    ),
    _mutant(
        "a session never expires", f"{DESK}/signing_in.py",
        "return bool(ticket.expires_at) and ticket.expires_at <= now",
        "return False",
        f"{_DESK}/test_access.py",
    ),
    _mutant(
        "an office session idles as long as a cadre's", f"{DESK}/signing_in.py",
        "return OFFICE_IDLE if account.role in STREET_ROLES else CADRE_IDLE",
        "return CADRE_IDLE",
        f"{_DESK}/test_access.py",
    ),
    _mutant(
        "a token opens a session", f"{DESK}/signing_in.py",
        "if ticket is None or ticket.kind != kind or _is_over",
        "if ticket is None or _is_over",
        f"{_DESK}/test_access.py",
    ),
    _mutant(
        "secrets are kept as they are", f"{DESK}/signing_in.py",
        'return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()',
        "return secret",
        f"{_DESK}/test_access.py",
    ),
    _mutant(
        "a link lives for ever", f"{DESK}/signing_in.py",
        '"link", _seconds(desk) + LINK_LIVES)',
        '"link", 0)',
        f"{_DESK}/test_access.py",
    ),
    _mutant(
        "an earlier link goes on working", f"{DESK}/signing_in.py",
        '        desk.registers.tickets.remove(username=username, kind="link")\n',
        "",
        f"{_DESK}/test_access.py",
    ),
    _mutant(
        "a link works twice and old sessions live on", f"{DESK}/signing_in.py",
        'for kind in ("session", "link", "waiting"):',
        'for kind in ("waiting",):',
        f"{_DESK}/test_access.py",
    ),
    _mutant(
        "common passphrases are taken", f"{RULES}/passphrase.py",
        "if text.casefold() in COMMON or",
        "if",
        f"{_RULES}/test_passphrase.py",
    ),
    _mutant(
        "wrong passphrases are not counted", f"{VIEWS}/sign_in.py",
        "            counter.fail(key, now)\n",
        "            pass\n",
        f"{_VIEWS}/test_sign_in.py",
    ),
    _mutant(
        "wrong passphrases are counted by name alone", f"{VIEWS}/sign_in.py",
        'f"{username}@{address}"',
        "username",
        f"{_VIEWS}/test_sign_in.py",
    ),
    _mutant(
        "nobody counts the names tried from one address", f"{VIEWS}/sign_in.py",
        '        (throttle("address", *FOR_ONE_ADDRESS), address),\n',
        "",
        f"{_VIEWS}/test_sign_in.py",
    ),
    _mutant(
        "the throttle lets everybody try on", f"{DESK}/throttle.py",
        "if len(recent) >= self._limit:",
        "if False:",
        f"{_DESK}/test_throttle.py",
    ),
    _mutant(
        "signing in leads to another site", f"{VIEWS}/sign_in.py",
        'is_ours = wanted.startswith("/desk/") and "\\\\" not in wanted and "//" not in wanted',
        "is_ours = bool(wanted)",
        f"{_VIEWS}/test_sign_in.py",
    ),
    _mutant(
        "the office needs no second factor", f"{DESK}/second_factor.py",
        'ROLES = frozenset({"publisher", "campaign_office", "admin"})',
        'ROLES = frozenset({"publisher", "admin"})',
        f"{_VIEWS}/test_second_factor.py",
    ),
    _mutant(
        "a code works twice", f"{DESK}/second_factor.py",
        "for step in range(max(now - SLACK, factor.last + 1), now + SLACK + 1):",
        "for step in range(now - SLACK, now + SLACK + 1):",
        f"{_VIEWS}/test_second_factor.py",
    ),
    _mutant(
        "codes may be guessed without end", f"{VIEWS}/second_factor.py",
        "        counter.fail(username, now)\n",
        "",
        f"{_VIEWS}/test_second_factor.py",
    ),
    _mutant(
        "a demo is served to the public", f"{COMMANDS}/server.py",
        "if is_demo(desk.store) and not _is_loopback(options.host):",
        "if False:",
        f"{_COMMANDS}/test_server.py",
    ),
    _mutant(
        "anybody says where he comes from", f"{COMMANDS}/server.py",
        '    if proxy:\n        trusted = {"trusted_proxy": proxy,',
        '    if True:\n        trusted = {"trusted_proxy": "*",',
        f"{_COMMANDS}/test_channel.py",
    ),
    # -- requests
    _mutant(
        "a form needs no token", f"{VIEWS}/guard.py",
        "        if not is_open:\n            _check_csrf()\n",
        "",
        f"{_VIEWS}/test_guard.py",
    ),
    _mutant(
        "the token of any session will do", f"{VIEWS}/guard.py",
        'b"csrf:" + secret.encode("utf-8", "surrogatepass")',
        'b"csrf:"',
        f"{_VIEWS}/test_guard.py",
    ),
    _mutant(
        "another site's Origin is taken", f"{VIEWS}/guard.py",
        'if site not in ("same-origin", "none") or host not in ours:',
        'if site not in ("same-origin", "none"):',
        f"{_VIEWS}/test_guard.py",
    ),
    _mutant(
        "Sec-Fetch-Site is not looked at", f"{VIEWS}/guard.py",
        'if site not in ("same-origin", "none") or host not in ours:',
        "if host not in ours:",
        f"{_VIEWS}/test_guard.py",
    ),
    _mutant(
        "strangers see the desk", f"{VIEWS}/guard.py",
        "    if not is_open:\n        account()\n",
        "",
        f"{_VIEWS}/test_guard.py", "tests/whole/test_routes.py",
    ),
    _mutant(
        "scripts read the cookie", f"{VIEWS}/guard.py",
        "max_age=lives, secure=is_behind_tls(), httponly=True,",
        "max_age=lives, secure=is_behind_tls(), httponly=False,",
        f"{_VIEWS}/test_guard.py",
    ),
    _mutant(
        "the cookie travels without TLS", f"{VIEWS}/guard.py",
        "max_age=lives, secure=is_behind_tls(), httponly=True,",
        "max_age=lives, secure=False, httponly=True,",
        f"{_VIEWS}/test_guard.py",
    ),
    _mutant(
        "the cookie is sent along from elsewhere", f"{VIEWS}/guard.py",
        'httponly=True, samesite="Lax", path="/"\n',
        'httponly=True, samesite=None, path="/"\n',
        f"{_VIEWS}/test_guard.py",
    ),
    _mutant(
        "pages of the desk are kept by caches", f"{VIEWS}/guard.py",
        '        answer.headers.setdefault("Cache-Control", "no-store")\n',
        "",
        f"{_VIEWS}/test_guard.py",
    ),
    _mutant(
        "scripts of a page run", f"{VIEWS}/guard.py",
        "\"script-src 'self'\",",
        "\"script-src 'self' 'unsafe-inline'\",",
        f"{_VIEWS}/test_guard.py",
    ),
    _mutant(
        "scripts of a public page run", "templates/public/base.html",
        'script-src {{ digest_of("assets/size.js") }}',
        "script-src 'unsafe-inline'",
        "tests/generator/test_scripts.py",
    ),
    _mutant(
        "anybody frames the public pages", f"{VIEWS}/guard.py",
        """PUBLIC_POLICY = "frame-ancestors 'self'\"""",
        'PUBLIC_POLICY = "frame-ancestors *"',
        f"{_VIEWS}/test_public_site.py",
    ),
    _mutant(
        "no HSTS behind TLS", f"{VIEWS}/guard.py",
        "(TLS_HEADERS if is_behind_tls() else {})",
        "{}",
        f"{_VIEWS}/test_guard.py",
    ),
    _mutant(
        "the interface takes bodies without end", f"{VIEWS}/api.py",
        "    flask.request.max_content_length = BODY_LIMIT\n",
        "",
        f"{_VIEWS}/test_api.py",
    ),
    _mutant(
        "a form of strangers takes all memory", f"{VIEWS}/guard.py",
        "        flask.request.max_content_length = FIELDS_LIMIT\n",
        "        pass\n",
        f"{_VIEWS}/test_guard.py::test_a_form_holds_no_more_than_a_form_may",
    ),
    _mutant(
        "the server takes bodies without end", f"{COMMANDS}/server.py",
        "max_request_body_size=BODY_LIMIT,",
        "max_request_body_size=1 << 40,",
        f"{_COMMANDS}/test_channel.py",
    ),
    _mutant(
        "wrong tokens are not counted", f"{VIEWS}/api.py",
        '        throttle("token", *WRONG_TOKENS).fail(address, now)\n',
        "",
        f"{_VIEWS}/test_api.py",
    ),
    _mutant(
        "the log holds the secrets of links", f"{VIEWS}/request_log.py",
        'return _SECRETS.sub(r"\\1***", path)[:LONGEST_PATH]',
        "return path[:LONGEST_PATH]",
        f"{_VIEWS}/test_request_log.py",
    ),
    _mutant(
        "the key can be read by others", "collector/settings.py",
        "os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)",
        "os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)",
        "tests/collector/test_settings.py",
    ),
    _mutant(
        "a store may lie in what is published", "collector/settings.py",
        "        if place.is_relative_to(folder.resolve()):\n",
        "        if False:\n",
        "tests/collector/test_settings.py",
    ),
    _mutant(
        "a refusal leaves no trace", f"{VIEWS}/refusals.py",
        'desk().note(person, "refused",',
        '(lambda *_, **__: None)(person, "refused",',
        f"{_VIEWS}/test_trail.py",
    ),
    # -- who may
    _mutant(
        "every role may do everything", f"{DESK}/access.py",
        "    if account.role not in roles:\n",
        "    if False:\n",
        f"{_DESK}/test_access.py", "tests/whole/test_routes.py",
    ),
    _mutant(
        "a community sees another's cases", f"{DESK}/access.py",
        "        return case.issue.community_code == account.community_code\n",
        "        return True\n",
        f"{_DESK}/test_access.py",
    ),
    _mutant(
        "a unit sees another's cases", f"{DESK}/access.py",
        "return unit_of(case) == account.unit_code or case.issue.reported_by == account.username",
        "return True",
        f"{_DESK}/test_access.py",
    ),
    _mutant(
        "every visitor sees every contact", f"{DESK}/access.py",
        "return account.username in household.assigned_to or bool(visits)",
        "return True",
        f"{_DESK}/test_access.py",
    ),
    _mutant(
        "a visit may be recorded in any community", f"{DESK}/access.py",
        "return account.role in VISITING_ROLES and community_code in communities_visited_by(desk, account)",
        "return account.role in VISITING_ROLES",
        f"{_DESK}/test_access.py",
    ),
    _mutant(
        "a collator opens another community's roster", f"{DESK}/roster.py",
        "    is_theirs = account.role in CONTACT_OFFICE or account.community_code == code\n",
        "    is_theirs = True\n",
        "tests/whole/test_routes.py",
    ),
    _mutant(
        "who reported reviews", f"{RULES}/steps.py",
        "return frozenset(own | {step.person for step in members_of(case).values() if step.person})",
        "return frozenset()",
        f"{_RULES}/test_steps.py",
    ),
    _mutant(
        "who handled calls back", f"{RULES}/steps.py",
        "return frozenset(step.by for step in case.steps if step.kind in handling) | on_spot",
        "return frozenset(on_spot)",
        f"{_RULES}/test_steps.py",
    ),
    _mutant(
        "a deputy reviews what the one they stand in for reported", f"{RULES}/steps.py",
        'return f"这件事是您所代的人{said}" if reviewer in concerned else None',
        "return None",
        f"{_DESK}/test_deputising.py",
    ),
    _mutant(
        "who wrote approves", f"{RULES}/draft.py",
        "    if draft.written_by == username:\n",
        "    if False:\n",
        "tests/collector/rules/test_draft.py",
    ),
    _mutant(
        "who had a hand in it approves", f"{DESK}/drafting.py",
        "    if not _writers(desk, issue_no).isdisjoint(account.selves):\n",
        "    if False:\n",
        f"{_DESK}/test_drafting.py", f"{_DESK}/test_photos.py",
    ),
    _mutant(
        "a callback link never ends", f"{DESK}/callback.py",
        "    if link.ends_at <= desk.now():\n",
        "    if False:\n",
        f"{_DESK}/test_callback.py",
    ),
    _mutant(
        "a callback link is answered twice", f"{DESK}/callback.py",
        "used = msgspec.structs.replace(link, answered_at=desk.now())",
        "used = link",
        f"{_DESK}/test_callback.py",
    ),
    _mutant(
        "complaints flood in from one address", f"{VIEWS}/complaint.py",
        "    counter.fail(address, now)\n",
        "",
        f"{_VIEWS}/test_complaint.py",
    ),
    # -- what goes out
    _mutant(
        "a cell is a formula", f"{DESK}/sheets.py",
        "return f\"'{text}\" if text.startswith(FORMULA_MARKS) else text",
        "return text",
        f"{_DESK}/test_ledgers.py",
    ),
    _mutant(
        "a csv is not neutralised", f"{DESK}/sheets.py",
        'neutral(line.get(column.key, ""))',
        'line.get(column.key, "")',
        f"{_DESK}/test_ledgers.py",
    ),
    _mutant(
        "an xlsx computes", f"{DESK}/sheets.py",
        "sheet.write_string(row, place, text, marked",
        "sheet.write_formula(row, place, text, marked",
        f"{_DESK}/test_ledgers.py",
    ),
    _mutant(
        "an xlsx computes once somebody touches the cell", f"{DESK}/sheets.py",
        "marked if text.startswith(FORMULA_MARKS) else cell",
        "cell",
        f"{_DESK}/test_ledgers.py",
    ),
    _mutant(
        "a unit's ledger is not masked", f"{DESK}/ledgers.py",
        "    if is_masked:\n",
        "    if False:\n",
        f"{_DESK}/test_ledgers.py",
    ),
    _mutant(
        "a unit takes everybody's ledger", f"{DESK}/ledgers.py",
        'return msgspec.structs.replace(only, unit=account.unit_code or "") if account.is_of_unit else only',
        "return only",
        f"{_DESK}/test_ledgers.py",
    ),
    _mutant(
        "an export leaves no trace", f"{DESK}/ledgers.py",
        '    desk.note(account, "exported", of=kind, detail=detail)\n',
        "",
        f"{_DESK}/test_ledgers.py",
    ),
    _mutant(
        "a csv says nothing of who took it", f"{DESK}/ledgers.py",
        "return as_csv(columns, numbered, told)",
        "return as_csv(columns, numbered)",
        f"{_DESK}/test_ledgers.py::test_every_file_says_who_made_it_when_and_of_what",
    ),
    _mutant(
        "the figures say nothing of who took them", f"{DESK}/figures.py",
        "return as_csv(COLUMNS, lines, told) if",
        "return as_csv(COLUMNS, lines) if",
        f"{_DESK}/test_ledgers.py::test_every_file_says_who_made_it_when_and_of_what",
    ),
    _mutant(
        "json is not masked for a unit", f"{DESK}/ledgers.py",
        'if form == "json" and is_masked:',
        'if form == "json" and False:',
        f"{_DESK}/test_ledgers.py::test_json_is_for_those_who_see_contacts",
    ),
    _mutant(
        "a look at a household leaves no trace", f"{DESK}/brief.py",
        '    desk.act(lambda: desk.note(account, "household_opened", of=code))\n',
        "",
        f"{_DESK}/test_brief.py",
    ),
    _mutant(
        "a look at the contacts of a case leaves no trace", f"{DESK}/dossier.py",
        '        desk.act(lambda: desk.note(account, "contacts_seen", of=case.no))\n',
        "        pass\n",
        f"{_VIEWS}/test_trail.py",
    ),
    _mutant(
        "a look at a household in hardship leaves no trace", f"{DESK}/hardship.py",
        '    desk.act(lambda: desk.note(account, "hardship_opened", of=household_code))\n',
        "",
        f"{_VIEWS}/test_trail.py",
    ),
    _mutant(
        "hardship households are published singly", f"{RULES}/draft.py",
        'if matter == "personal" and UNPUBLISHED_GROUPS & set(focus):',
        "if False:",
        f"{_DESK}/test_drafting.py",
    ),
    _mutant(
        "a personal matter is told by the day", f"{RULES}/deidentify.py",
        'return _by_month(record, draft) if draft.matter == "personal" else record',
        "return record",
        f"{_RULES}/test_deidentify.py",
    ),
    _mutant(
        "satisfaction is shown without consent", f"{RULES}/deidentify.py",
        "return callback.satisfaction if callback and callback.may_publish else None",
        "return callback.satisfaction if callback else None",
        f"{_RULES}/test_deidentify.py",
    ),
    _mutant(
        "a draft with a name in it is handed in", f"{DESK}/drafting.py",
        "    _refuse_marked(desk, case, draft)\n    record",
        "    record",
        f"{_DESK}/test_drafting.py",
    ),
    _mutant(
        "the roster gate is open", f"{DESK}/publication.py",
        "        if blocks:\n            kinds",
        "        if False:\n            kinds",
        f"{_DESK}/test_publication.py",
    ),
    _mutant(
        "the gate never looks at what stays", f"{DESK}/publication.py",
        'if staging.passed != roster.mark(staging.passed.partition(":")[0]):',
        "if False:",
        "tests/whole/test_leak_channels.py",
    ),
    _mutant(
        "a site that no gate has seen counts as checked", "generator/build.py",
        '            staging.passed = ""\n',
        "            pass\n",
        "tests/whole/test_leak_channels.py",
    ),
    _mutant(
        "the gate reads no names of files", f"{DESK}/leaks.py",
        "        in_name = roster.find(name)\n",
        "        in_name: list[Match] = []\n",
        f"{_DESK}/test_leaks.py",
    ),
    _mutant(
        "the gate reads no pictures", f"{DESK}/leaks.py",
        '    if b"\\0" in content:\n',
        "    if False:\n",
        f"{_DESK}/test_leaks.py",
    ),
    _mutant(
        "the gate sees digits as written only", f"{DESK}/leaks.py",
        'number = "".join(piece.digits for piece in digits.pieces(text, *run.span()))',
        "number = run.group()",
        f"{_DESK}/test_leaks.py",
    ),
    _mutant(
        "the pattern check stops no build", "generator/proof.py",
        '"block": "error"',
        '"block": "warning"',
        "tests/whole/test_build.py::test_what_may_not_be_printed_stops_the_build_and_is_not_repeated",
    ),
    _mutant(
        "a picture goes out as the camera left it", f"{DESK}/reencoding.py",
        "    for data in _ever_smaller(picture):\n",
        "    for data in [content]:\n",
        f"{_DESK}/test_photos.py",
    ),
    _mutant(
        "nobody looks for faces", f"{DESK}/drafting.py",
        "    if draft.photos and missing:\n",
        "    if False:\n",
        f"{_DESK}/test_photos.py",
    ),
    _mutant(
        "four households are told as four", f"{RULES}/suppression.py",
        "SMALLEST = 5",
        "SMALLEST = 4",
        f"{_RULES}/test_suppression.py",
    ),
    _mutant(
        "what is left of a whole may be small", f"{RULES}/suppression.py",
        "return 0 < count < SMALLEST or 0 < whole - count < SMALLEST",
        "return 0 < count < SMALLEST",
        f"{_RULES}/test_suppression.py",
    ),
    _mutant(
        "a hidden cell stands alone", f"{RULES}/suppression.py",
        "AT_LEAST = 2",
        "AT_LEAST = 1",
        f"{_RULES}/test_suppression.py",
    ),
    # -- the detector
    *(
        _mutant(f"{name} are not looked for", f"{DETECTOR}/{file}.py", find, replace, tests)
        for name, file, find, replace, tests in (
            ("mobiles", "numbers", "(_identity18, _mobile, _bank,", "(_identity18, _bank,",
             f"{_DETECTOR}/test_disclosure.py"),
            ("identity numbers of 18", "numbers", "(_identity18, _mobile, _bank,", "(_mobile, _bank,",
             f"{_DETECTOR}/test_disclosure.py"),
            ("identity numbers of 15", "numbers", "_bank, _identity15, _landline):", "_bank, _landline):",
             f"{_DETECTOR}/test_disclosure.py"),
            ("bank cards", "numbers", "_mobile, _bank, _identity15", "_mobile, _identity15",
             f"{_DETECTOR}/test_disclosure.py"),
            ("landlines", "numbers", "_identity15, _landline):", "_identity15):",
             f"{_DETECTOR}/test_disclosure.py"),
            ("plates", "__init__", '    "plates": plates.find,', '    "plates": lambda *_: iter(()),',
             f"{_DETECTOR}/test_disclosure.py"),
            ("addresses", "__init__", '    "addresses": addresses.find,',
             '    "addresses": lambda *_: iter(()),',
             f"{_DETECTOR}/test_disclosure.py"),
            ("WeChat ids", "__init__", '    "wechat": wechat.find,', '    "wechat": lambda *_: iter(()),',
             f"{_DETECTOR}/test_disclosure.py"),
            ("names", "__init__", '    "names": names.find,', '    "names": lambda *_: iter(()),',
             f"{_DETECTOR}/test_disclosure.py"),
        )
    ),
    _mutant(
        "the detector does not see through disguises", f"{DETECTOR}/__init__.py",
        "    plain = reading.read(text)\n",
        "    plain = None\n",
        f"{_DETECTOR}/test_disclosure_disguises.py",
    ),
    _mutant(
        "Chinese numerals are no digits", f"{DETECTOR}/digits.py",
        'FIRST = f"0-9{HAN}"',
        'FIRST = "0-9"',
        f"{_DETECTOR}/test_disclosure_disguises.py",
    ),
    # -- what is kept
    _mutant(
        "erasing leaves who lives there", f"{DESK}/erasure.py",
        "residents=registers.residents.remove(household_code=household_code),",
        "residents=0,",
        f"{_DESK}/test_erasure.py",
    ),
    _mutant(
        "erasing leaves their words", f"{DESK}/erasure.py",
        "texts=sum(registers.words.remove(of=each.of, part=each.part) for each in traces.texts),",
        "texts=0,",
        f"{_DESK}/test_erasure.py",
    ),
    _mutant(
        "erasing leaves what others wrote of them", f"{DESK}/erasure.py",
        'return named or any(match.level == "block" for match in roster.find(words.text))',
        "return named",
        f"{_DESK}/test_erasure.py",
    ),
    _mutant(
        "erasing leaves why it was in hardship", f"{DESK}/erasure.py",
        '        registers.hardships.amend({"causes": []}, household_code=household_code)\n',
        "",
        f"{_DESK}/test_erasure.py",
    ),
    _mutant(
        "erasing leaves the pictures of its drafts", f"{DESK}/erasure.py",
        "            drop_unused(desk, draft.issue_no)\n",
        "            pass\n",
        f"{_DESK}/test_erasure.py",
    ),
    _mutant(
        "erasing leaves it in the file", f"{DESK}/erasure.py",
        "    removed = desk.act(remove)\n    care.compact(desk.store)\n",
        "    removed = desk.act(remove)\n",
        f"{_DESK}/test_erasure.py",
    ),
    _mutant(
        "an erased submission comes back", f"{DESK}/erasure.py",
        '            registers.submissions.amend({"digest": ""}, code=code)\n',
        "            pass\n",
        f"{_DESK}/test_erasure.py",
    ),
    _mutant(
        "a copy for one household holds everybody", f"{DESK}/erasure.py",
        '"residents": msgspec.to_builtins(registers.residents.having(household_code=household_code)),',
        '"residents": msgspec.to_builtins(list(registers.residents)),',
        f"{_DESK}/test_erasure.py",
    ),
    _mutant(
        "purging forgets who is settled", f"{RULES}/retention.py",
        "return settled is not None and moved(settled, years) < today",
        "return False",
        f"{_RULES}/test_retention.py", f"{_DESK}/test_retention.py",
    ),
    _mutant(
        "purging takes those who still wait", f"{RULES}/retention.py",
        "        if stage_of(case) in OPEN_STAGES:\n            return None\n",
        "",
        f"{_RULES}/test_retention.py", f"{_DESK}/test_retention.py",
    ),
    _mutant(
        "purging keeps the marks", f"{DESK}/retention.py",
        "            registers.residents.put(msgspec.structs.replace(resident, focus=()))\n",
        "            pass\n",
        f"{_DESK}/test_retention.py",
    ),
    # -- the store
    _mutant(
        "an act returns before it is on disk", f"{STORE}/writer.py",
        "        batch.wait()\n        return result\n",
        "        return result\n",
        f"{_STORE}/test_writer.py::test_everybody_in_a_commit_that_fails_is_told",
    ),
    _mutant(
        "who shared a commit that failed is told that all is well", f"{STORE}/writer.py",
        "            self._drop()\n            batch.settle(error)\n        else:\n",
        "            self._drop()\n            batch.settle()\n        else:\n",
        f"{_STORE}/test_writer.py::test_everybody_in_a_commit_that_fails_is_told",
    ),
    _mutant(
        "who shared a transaction that broke is told that all is well", f"{STORE}/writer.py",
        "            self._drop()\n            batch.settle(error)\n            if not isinstance",
        "            self._drop()\n            batch.settle()\n            if not isinstance",
        f"{_STORE}/test_writer.py::test_a_fault_in_one_act_refuses_all_who_share_its_transaction",
    ),
    _mutant(
        "an interrupted leader tells the others that all is well", f"{STORE}/writer.py",
        "            batch.settle(error)\n            raise\n\n    def _commit",
        "            batch.settle()\n            raise\n\n    def _commit",
        f"{_STORE}/test_writer.py::test_an_interrupted_leader_leaves_nobody_waiting",
    ),
    _mutant(
        "a failed act leaves what it did", f"{STORE}/writer.py",
        '            batch.versions.line.say("ROLLBACK TO act")\n',
        "",
        f"{_STORE}/test_writer.py::test_a_later_act_of_a_commit_is_undone_whole",
    ),
    _mutant(
        "a failed act that comes first leaves what it did", f"{STORE}/writer.py",
        'batch.versions.line.say("ROLLBACK")',
        'batch.versions.line.say("COMMIT")',
        f"{_STORE}/test_writer.py::test_after_an_act_that_failed_first_writing_goes_on",
    ),
    _mutant(
        "undoing an act stops at the acts in it", f"{STORE}/writer.py",
        '                versions.line.say("RELEASE act")\n        except',
        "                pass\n        except",
        f"{_STORE}/test_writer.py::test_a_later_act_of_a_commit_is_undone_whole",
    ),
    _mutant(
        "who hides an error is told that all is well", f"{STORE}/writer.py",
        "            versions.line.check()\n",
        "",
        f"{_STORE}/test_postgresql.py::test_an_act_that_hides_an_error_is_refused_all_the_same",
    ),
    _mutant(
        "the first place in the line is taken by two", f"{STORE}/writer.py",
        "            if not self._taken:\n                self._taken = True\n                return\n",
        "            if not self._taken:\n                return\n",
        f"{_STORE}/test_writer.py::test_turns_are_one_at_a_time",
    ),
    _mutant(
        "a forked child uses its parent's store", f"{STORE}/engine.py",
        "return os.getpid() == self._pid",
        "return True",
        f"{_STORE}/test_writer.py::test_a_store_is_not_used_by_a_forked_child",
    ),
    _mutant(
        "two processes write at one moment", f"{STORE}/postgresql.py",
        "EXECUTE take_lock; ",
        "",
        f"{_STORE}/test_postgresql.py::test_two_processes_keep_one_chain",
    ),
    _mutant(
        "who waited for the lock sees the past", f"{STORE}/postgresql.py",
        '"BEGIN ISOLATION LEVEL READ COMMITTED; ',
        '"BEGIN; ',
        f"{_STORE}/test_postgresql.py"
        "::test_what_another_process_wrote_meanwhile_is_seen_whatever_the_server_s_way",
    ),
    _mutant(
        "a commit of PostgreSQL does not wait for the disk", f"{STORE}/postgresql.py",
        "SET synchronous_commit = on",
        "SET synchronous_commit = off",
        f"{_STORE}/test_postgresql.py::test_every_commit_waits_for_the_disk",
    ),
    _mutant(
        "a commit of SQLite does not wait for the disk", f"{STORE}/sqlite.py",
        "PRAGMA synchronous = FULL",
        "PRAGMA synchronous = NORMAL",
        f"{_STORE}/test_sqlite_disk.py::test_every_commit_waits_for_the_disk",
    ),
    _mutant(
        "what was erased stays in the pages", f"{STORE}/sqlite.py",
        "PRAGMA secure_delete = ON",
        "PRAGMA secure_delete = OFF",
        f"{_STORE}/test_sqlite_disk.py::test_every_commit_waits_for_the_disk",
    ),
    _mutant(
        "what was erased stays in the log", f"{STORE}/sqlite.py",
        'busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]',
        "busy = 0",
        f"{_STORE}/test_sqlite_disk.py::test_what_was_replaced_or_removed_is_nowhere_in_the_files",
    ),
    _mutant(
        "what was erased stays in the pages of PostgreSQL", f"{STORE}/postgresql.py",
        "VACUUM (FULL, ANALYZE) versions",
        "ANALYZE versions",
        f"{_STORE}/test_postgresql.py::test_what_was_erased_is_in_no_file_of_the_server",
    ),
    _mutant(
        "what was erased stays in the log of PostgreSQL", f"{STORE}/postgresql.py",
        '("SELECT pg_switch_wal()", "CHECKPOINT")',
        "()",
        f"{_STORE}/test_postgresql.py::test_what_was_erased_is_in_no_file_of_the_server",
    ),
    _mutant(
        "the statistics of PostgreSQL sample people", f"{STORE}/postgresql.py",
        '"ALTER TABLE versions ALTER doc SET STATISTICS 0, ALTER salt SET STATISTICS 0"',
        '"SELECT 1"',
        f"{_STORE}/test_postgresql.py::test_what_was_erased_is_in_no_file_of_the_server",
    ),
    _mutant(
        "a second process writes to the folder", f"{STORE}/folder.py",
        '            self._lock.execute("BEGIN EXCLUSIVE")\n',
        "",
        f"{_STORE}/test_sqlite.py::test_a_second_process_is_refused_with_the_holder_s_name_but_may_read",
    ),
    _mutant(
        "others on the machine read the store", f"{STORE}/folder.py",
        "os.O_RDWR | os.O_CREAT, 0o600",
        "os.O_RDWR | os.O_CREAT, 0o644",
        f"{_STORE}/test_sqlite.py::test_folder_and_file_are_for_their_owner_only",
    ),
    _mutant(
        "a new store is in place before it is on disk", f"{STORE}/sqlite.py",
        "        new.rename(file)\n        to_disk(file.parent)\n",
        "        new.rename(file)\n",
        f"{_STORE}/test_sqlite.py::test_a_new_store_is_on_disk_with_its_name",
    ),
    _mutant(
        "a store that was moved away goes on taking", f"{STORE}/sqlite.py",
        "        if not self._is_there():\n",
        "        if False:\n",
        f"{_STORE}/test_sqlite.py::test_a_store_that_was_moved_away_takes_nothing",
    ),
    _mutant(
        "another program's file is taken for a store", f"{STORE}/sqlite.py",
        "        if (application, form) != (APPLICATION, FORMAT):\n",
        "        if False:\n",
        f"{_STORE}/test_sqlite.py::test_another_programs_database_is_refused",
    ),
    _mutant(
        "a lost store is taken for a new one", f"{STORE}/sqlite.py",
        '    if file.with_name(FILE + "-wal").exists():\n',
        "    if False:\n",
        f"{_STORE}/test_sqlite.py::test_a_store_whose_file_is_gone_but_not_its_log_is_not_made_anew",
    ),
    _mutant(
        "a missing record is not missed", f"{STORE}/audit.py",
        'if row["seq"] != self.head.seq + 1:',
        "if False:",
        f"{_STORE}/test_audit.py", f"{_STORE}/test_care.py",
    ),
    _mutant(
        "a record may be changed around its text", f"{STORE}/audit.py",
        'elif link(self.head.digest, row) != row["chain"]:',
        "elif False:",
        f"{_STORE}/test_care.py",
    ),
    _mutant(
        "a record does not stand for those before it", f"{STORE}/versions.py",
        "_ENCODER.encode([before, *(",
        "_ENCODER.encode([*(",
        f"{_STORE}/test_audit.py",
    ),
    _mutant(
        "a text may be changed", f"{STORE}/audit.py",
        'digest(row["salt"], row["doc"]) != row["digest"]',
        "False",
        f"{_STORE}/test_care.py",
    ),
    _mutant(
        "a text may vanish", f"{STORE}/audit.py",
        '            self._emptied[name] = row["seq"]\n',
        "            pass\n",
        f"{_STORE}/test_audit.py",
    ),
    _mutant(
        "a document may stand twice", f"{STORE}/audit.py",
        "        if self._follow(row):\n",
        "        if self._follow(row) and False:\n",
        f"{_STORE}/test_audit.py",
    ),
    _mutant(
        "texts can be tried against their digests", f"{STORE}/versions.py",
        "secrets.token_hex(16)",
        '"0" * 32',
        f"{_STORE}/test_storage.py::test_nobody_can_try_texts_against_what_is_left_of_an_erased_one",
    ),
    _mutant(
        "an erased text leaves its salt", f"{STORE}/versions.py",
        ".values(doc=None, salt=None))",
        ".values(doc=None))",
        f"{_STORE}/test_storage.py::test_nobody_can_try_texts_against_what_is_left_of_an_erased_one",
    ),
    _mutant(
        "the same id with other content is taken for a repeat", f"{STORE}/table.py",
        "if first.doc is None or not same(first.doc, text):",
        "if first.doc is None:",
        f"{_STORE}/test_table.py::test_the_same_submission_is_stored_once",
    ),
    _mutant(
        "an erased submission is taken for a repeat", f"{STORE}/table.py",
        "if first.doc is None or not same(first.doc, text):",
        "if first.doc is not None and not same(first.doc, text):",
        f"{_STORE}/test_table.py::test_a_submission_that_was_erased_does_not_come_back",
    ),
    _mutant(
        "a submission is looked up before its turn", f"{STORE}/table.py",
        "first = next(iter(rows.line.run(_BY_KEY, values)), None)",
        "first = next(iter(self._storage.engine.ask(_BY_KEY, values)), None)",
        f"{_STORE}/test_table.py::test_many_senders_of_the_same_submissions_store_each_once",
    ),
    _mutant(
        "what is no number is stored", f"{STORE}/documents.py",
        "allow_nan=False",
        "allow_nan=True",
        f"{_STORE}/test_table.py::test_what_json_or_a_database_cannot_carry_is_refused",
    ),
    _mutant(
        "a NUL is stored", f"{STORE}/documents.py",
        'if "\\\\u0000" in text and _NUL.search(text):',
        "if False:",
        f"{_STORE}/test_table.py::test_what_json_or_a_database_cannot_carry_is_refused",
    ),
    _mutant(
        "SQL decides in place of Python", f"{STORE}/table.py",
        "            if cond(document):\n                yield row, document\n",
        "            yield row, document\n",
        f"{_STORE}/test_contract.py",
    ),
    # -- backups
    _mutant(
        "a backup is in place before it is on disk", f"{STORE}/backup.py",
        "            os.fsync(file.fileno())\n",
        "",
        f"{_STORE}/test_backup.py::test_a_backup_is_on_disk_before_it_has_its_name",
    ),
    _mutant(
        "a backup's name is not on disk", f"{STORE}/backup.py",
        "        part.replace(path)\n        to_disk(path.parent)\n",
        "        part.replace(path)\n",
        f"{_STORE}/test_backup.py::test_a_backup_is_on_disk_before_it_has_its_name",
    ),
    _mutant(
        "a backup is not read back", f"{STORE}/backup.py",
        "    if _checked(path) != audit.head:\n",
        "    if False:\n",
        f"{_STORE}/test_backup.py::test_a_backup_that_reads_back_otherwise_is_said_to_be_none",
    ),
    _mutant(
        "a damaged store is backed up over a good one", f"{STORE}/backup.py",
        "            _stop_at(audit.take(row))\n",
        "            list(audit.take(row))\n",
        f"{_STORE}/test_backup.py::test_a_damaged_store_leaves_the_last_good_backup_alone",
    ),
    _mutant(
        "a cut backup is restored", f"{STORE}/backup.py",
        '        if [values["seq"], values["digest"]] != head or file.read():\n',
        "        if False:\n",
        f"{_STORE}/test_backup.py::test_a_cut_or_changed_backup_restores_nothing",
    ),
    _mutant(
        "a changed backup is restored", f"{STORE}/backup.py",
        "            _refuse(path, audit.take(row))\n",
        "            list(audit.take(row))\n",
        f"{_STORE}/test_backup.py::test_a_cut_or_changed_backup_restores_nothing",
    ),
    _mutant(
        "restoring overwrites what is there", f"{STORE}/backup.py",
        "        if store.head().seq:\n",
        "        if False:\n",
        f"{_STORE}/test_backup.py::test_a_store_that_holds_something_is_never_overwritten",
    ),
    _mutant(
        "keeping few backups takes what is none", f"{STORE}/backup.py",
        'path.parent.glob(f"*{path.suffix}") if _is_backup(file)]',
        'path.parent.glob(f"*{path.suffix}")]',
        f"{_STORE}/test_backup.py::test_keep_removes_older_backups_and_nothing_else",
    ),
)  # fmt: skip
