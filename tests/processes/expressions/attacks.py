"""Fifty attacks: scripts that try to get out, to look around, or to use up the machine."""

from __future__ import annotations

import tempfile
from pathlib import Path

MARKER = Path(tempfile.gettempdir()) / "stepwell-sandbox-escape"
CANARY = "STEPWELL_SANDBOX_CANARY"
_ATTACKS = {
    "mro_walk": (
        "r=[c for c in ().__class__.__mro__[-1].__subclasses__() if c.__name__=='_wrap_close'][0]"
        ".__init__.__globals__['system']('touch @MARKER@')"
    ),
    "import_os": ("import os\nos.system('touch @MARKER@')"),
    "dunder_import": "__import__('os').system('touch @MARKER@')",
    "builtins_key": "r=__builtins__['__import__']('os').system('touch @MARKER@')",
    "module_attr_os": "r=random._os.system('touch @MARKER@')",
    "module_attr_sys": "r=decimal.sys.modules['os'].system('touch @MARKER@')",
    "datetime_sys": ("import datetime\nr=datetime.sys.modules['os'].system('touch @MARKER@')"),
    "json_codecs": ("import json\nr=json.codecs.builtins.open('@MARKER@','w').write('x')"),
    "gi_frame": (
        "def g():\n"
        "  yield q.gi_frame.f_back\n"
        "q=g()\n"
        "f=[x for x in q][0]\n"
        "while f.f_back: f=f.f_back\n"
        "r=f.f_globals['__builtins__'].open('@MARKER@','w').write('x')"
    ),
    "genexp_frame": (
        "q=(q.gi_frame.f_back.f_back for _ in [1])\nf=[*q][0]\nr=f.f_builtins['open']('@MARKER@','w').write('x')"
    ),
    "async_frame": ("async def a():\n  pass\nc=a()\nr=c.cr_frame.f_builtins['open']('@MARKER@','w').write('x')"),
    "tb_frame": (
        "try:\n"
        "  1/0\n"
        "except Exception as e:\n"
        "  r=e.__traceback__.tb_frame.f_back.f_globals['os'].system('touch @MARKER@')"
    ),
    "exc_with_tb": (
        "r=None\n"
        "try:\n"
        "  int('x')\n"
        "except ValueError as e:\n"
        "  r=e.with_traceback(None).__init__.__self__.__class__.__base__.__subclasses__()"
    ),
    "str_format": "r='{0.__class__.__mro__}'.format(1)",
    "str_format_map": "r='{a.__class__.__init__}'.format_map({'a':items})",
    "fstr_nested": "r=f'{().__class__.__base__.__subclasses__()}'",
    "str_format_unbound": "r=str.format('{0.__class__}',1)",
    "formatter": (
        "import string\nr=string.Formatter().get_field('a.__class__.__base__.__subclasses__',[],{'a':''})[0]()"
    ),
    "decorator_exec": ("@exec\n@input\nclass X: pass"),
    "decorator_eval": ("@eval\n@(lambda c: \"__import__('os').system('touch @MARKER@')\")\nclass X: pass"),
    "getattr_builtin": "r=getattr(getattr((),'__cl'+'ass__'),'__ba'+'se__')",
    "type3": "r=type('X',(),{'__init__':lambda s:None}).__mro__[1].__subclasses__()",
    "globals_fn": ("def f(): pass\nr=f.__globals__['__builtins__']"),
    "code_replace": ("def f(): return 1\nf.__code__=f.__code__.replace(co_consts=(1,2))\nr=f.__code__.co_code"),
    "match_class": ("match ():\n  case object(__class__=c): r=c.__mro__"),
    "open_file": "r=open('/etc/passwd').read()",
    "env_read": ("import os\nr=os.environ['@CANARY@']"),
    "socket": ("import socket\nr=socket.create_connection(('127.0.0.1',9),1)"),
    "inf_loop": "while True: pass",
    "inf_for": "for i in range(10**12): r=i",
    "pow_big": "r=10**10**8",
    "str_mul": "r='a'*10**10",
    "list_mul": "r=[0]*10**10",
    "doubling": ("r='a'\nfor i in range(40): r=r+r"),
    "list_grow": ("r=[]\nfor i in range(10**9): r.append('x'*100)"),
    "recursion": ("def f(n): return f(n+1)\nr=f(0)"),
    "nested_list": ("r=[]\nfor i in range(200000): r=[r]"),
    "regex_bomb": ("import re\nr=re.match('(a+)+$','a'*35+'b')"),
    "int_str": ("r=int('9'*4000)**4000\nr=str(r)[:3]"),
    "fmt_width": "r=f'{1:>9999999999}'",
    "pct_width": "r='%9999999999d' % 1",
    "sleep": ("import time\ntime.sleep(30)"),
    "except_swallow": ("while True:\n  try:\n    while True: pass\n  except BaseException: pass"),
    "parser_deep": "r=" + "(" * 5000 + "1" + ")" * 5000,
    "parser_unary": "r=" + "-" * 100000 + "1",
    "lru_collide": "r={i*(2**61-1):0 for i in range(60000)}",
    "sort_cmp": "r=sorted([10**5]*10**8)",
    "eval_dyn": "r=eval(\"__import__('os').system('touch @MARKER@')\")",
    "setattr_type": ("customer.__class__.get=lambda *a:1\nr=1"),
    "print_flood": "for i in range(10**9): print('x'*1000)",
}
ATTACKS = {name: text.replace("@MARKER@", str(MARKER)).replace("@CANARY@", CANARY) for name, text in _ATTACKS.items()}
