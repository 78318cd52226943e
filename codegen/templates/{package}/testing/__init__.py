"""For tests of code that reads and answers messages: messages, and who is answered.

`message` makes a message of any event.  `ClientRecorder` stands in for the vendor's client, and
`ApiStandIn` for the API behind it, so that nothing leaves the machine; both refuse what the
catalogue says the API does not take.  With pytest there are fixtures: `dataworks_message`,
`every_dataworks_message`, `dataworks_client`.
"""

from __future__ import annotations

from .calls import Call, CallRefused
from .messages import message
from .recorder import ClientRecorder
from .stand_in import ApiStandIn

__all__ = ["ApiStandIn", "Call", "CallRefused", "ClientRecorder", "message"]
